"""An evaluator of MP-RX-FP-46-23 in plain Python, written from the policy and its readings.

It shares nothing with the engine: no rules, no solver, no vocabulary. The modules, from the
bottom: `facts` and `truth`; `patient`, `criteria` and `dosing` state the policy; `world` decides
one fully known patient; `consistency`, `partial` and `search` range over all the patients that
fit what is known; `record` and `record_cases` add the prior therapies; `completions` finds the
missing facts; `generate` and `notation` make random cases.
"""
