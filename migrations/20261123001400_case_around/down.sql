drop view case_around;
