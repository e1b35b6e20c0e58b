"""What an answer rests on, in a form that can be shown: facts in plain words, and the policy's outline."""
