"""What a target group is: its fields, its canonical form, the rules its files must obey."""
