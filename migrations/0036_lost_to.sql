-- The rule of the opposite kind that spoke for a line's company too and scored lower. It stood in the reason only, whose
-- words readers of it had to take apart; lines written before are filled from those words, this once.
ALTER TABLE analogue ADD COLUMN lost_to_rule text;
UPDATE analogue SET lost_to_rule = substring(why_en FROM '; the (?:trap|analogue) rule ([^; ]+) spoke for it too and scored lower\.$')
WHERE why_en LIKE '% spoke for it too and scored lower.';
