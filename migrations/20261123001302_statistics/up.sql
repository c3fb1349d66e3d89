-- Statistics withhold numbers small enough to tell of somebody; a region may set a higher limit.
insert into policy_value (name, region_code, valid_from, value, source) values
    ('statistics.smallest-shown', null, '2000-01-01', '5', 'B-142 design');
