from analysis.compare import compute_unit_costs, list_outputs
from tests.datasets import figure, make_data, real_data

PAID, CLAIMS = "beita-union-output/mutual-aid-paid", "beita-union-output/mutual-aid-claims"


def test_results_are_those_of_the_year_approximate_ones_too():
    outputs = list_outputs(real_data())
    assert (len(outputs), outputs["figure_id"].iloc[0], outputs["figure_id"].iloc[-1]) == (19, "F25", "F43")
    assert outputs["approximate"].any()
    assert list_outputs(make_data(figure(CLAIMS, "3", unit="人次", year=2018))).empty


def test_mutual_aid_is_781_25_yuan_per_person_time():
    [cost] = compute_unit_costs(real_data()).to_dict("records")
    assert (cost["value_fen"], cost["money"], cost["count"]) == (78_125, "F34", "F33")
    # 2.45 and 2.55 万元 for 32 person-times
    assert (cost["fen_low"], cost["fen_high"]) == (76_563, 79_688)


def test_a_unit_cost_needs_both_figures_and_a_count_above_zero():
    assert compute_unit_costs(make_data(figure(PAID, "2.50"))).empty
    assert compute_unit_costs(make_data(figure(PAID, "2.50"), figure(CLAIMS, "0", unit="人次"))).empty
    [cost] = compute_unit_costs(make_data(figure(PAID, "1.00"), figure(CLAIMS, "3", unit="人次")))["value_fen"]
    assert cost == 333_333
