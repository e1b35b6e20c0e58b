"""Every rule of a policy changed a little, to see whether the cases notice."""
