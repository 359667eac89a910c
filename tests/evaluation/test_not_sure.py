"""Scores of familiarity, and the rule that is fitted to them."""

import itertools

import pytest
import torch

from cifar_desktop.evaluation import not_sure
from cifar_desktop.evaluation.evaluate import Predictions
from cifar_desktop.evaluation.not_sure import (
    FEWEST_ANSWERED,
    SCORES,
    TARGET_ACCURACY,
    Selection,
    auroc,
    familiarity,
    fit_direction,
)
from cifar_desktop.evaluation.not_sure_rule import NUM_QUANTILES, SCORE_NAMES, NotSureRule
from cifar_desktop.evaluation.trust import fit_trust, measure_trust


def one_view(*rows: tuple[float, ...]) -> torch.Tensor:
    return torch.tensor(rows)[:, None, :]


def drawn(number: int, *, noise: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Return logits of both sides and labels: the more noise, the more errors, mostly where the logits are low."""
    generator = torch.Generator().manual_seed(2)
    labels = torch.randint(0, 10, (number,), generator=generator)
    strength = torch.rand((number, 1, 1), generator=generator) * 8 + 1
    sides = torch.nn.functional.one_hot(labels, 10)[:, None] * strength
    return sides + torch.randn((number, 2, 10), generator=generator) * noise, labels


def fit_rule(logits: torch.Tensor, labels: torch.Tensor) -> NotSureRule:
    """Fit a rule to logits alone."""
    return not_sure.fit_rule(logits, logits[..., :0], labels)


def select(rule: NotSureRule, logits: torch.Tensor, labels: torch.Tensor) -> Selection:
    return not_sure.select(rule, logits, logits[..., :0], labels)


@pytest.fixture
def rule() -> NotSureRule:
    return NotSureRule(score="energy", threshold=10.0, quantiles=tuple(float(each) for each in range(NUM_QUANTILES)))


class TestScores:
    def test_all_are_named(self) -> None:
        assert tuple(SCORES) == SCORE_NAMES

    @pytest.mark.parametrize("name", [name for name in SCORE_NAMES if name != "agreement"])
    def test_a_clear_answer_scores_above_a_vague_one(self, name: str) -> None:
        clear, vague = SCORES[name](one_view((9.0, 0.0, 0.0), (1.0, 0.8, 0.9)))
        assert clear > vague

    def test_views_that_agree_score_above_those_that_do_not(self) -> None:
        together = torch.tensor([[[5.0, 0.0], [5.0, 0.0]], [[5.0, 0.0], [0.0, 5.0]]])
        agree, differ = SCORES["agreement"](together)
        assert agree > differ

    def test_energy_is_the_mean_of_the_views(self) -> None:
        logits = torch.tensor([[[1.0, 2.0], [3.0, 4.0]]])
        expected = (torch.tensor([1.0, 2.0]).exp().sum().log() + torch.tensor([3.0, 4.0]).exp().sum().log()) / 2
        torch.testing.assert_close(SCORES["energy"](logits)[0], expected)


class TestFitting:
    def test_it_answers_as_many_as_it_may(self) -> None:
        logits, labels = drawn(4000, noise=0.8)
        fitted = fit_rule(logits, labels)
        done = select(fitted, logits, labels)
        assert done.accuracy >= TARGET_ACCURACY
        assert done.share_answered > FEWEST_ANSWERED
        # One picture more would break the promise: the share is not just safe, it is the largest.
        scores = SCORES[fitted.score](logits).double()
        looser = NotSureRule(
            score=fitted.score,
            threshold=float(scores[scores < fitted.threshold].quantile(0.5)),
            quantiles=fitted.quantiles,
        )
        assert select(looser, logits, labels).accuracy < TARGET_ACCURACY

    def test_a_poor_network_answers_all_the_same(self) -> None:
        logits, labels = drawn(2000, noise=4.0)
        done = select(fit_rule(logits, labels), logits, labels)
        assert done.accuracy < TARGET_ACCURACY
        assert done.share_answered == pytest.approx(FEWEST_ANSWERED, abs=0.001)

    def test_a_perfect_network_always_answers(self) -> None:
        logits, labels = drawn(500, noise=0.0)
        assert select(fit_rule(logits, labels), logits, labels).share_answered == 1.0

    def test_one_picture_is_enough(self) -> None:
        logits, labels = drawn(1, noise=0.0)
        assert select(fit_rule(logits, labels), logits, labels).share_answered == 1.0


class TestDirection:
    """Features of which the third tells familiar from strange, and the others nothing."""

    @staticmethod
    def features(number: int, *, third: float, seed: int) -> torch.Tensor:
        made = torch.randn((number, 2, 6), generator=torch.Generator().manual_seed(seed))
        made[..., 2] += third
        made[..., 5] = 1.0  # one that never changes must not disturb
        return made

    def test_it_points_from_strange_to_familiar(self) -> None:
        direction = fit_direction(
            self.features(500, third=1.0, seed=1).flatten(0, 1), self.features(400, third=-1.0, seed=2).flatten(0, 1)
        )
        assert direction[2] > 0
        assert direction[2] > 5 * direction[[0, 1, 3, 4]].abs().max()
        assert direction[5] == 0

    def test_it_is_the_minimum_of_the_penalised_loss(self) -> None:
        familiar, strange = self.features(300, third=0.4, seed=1)[:, 0], self.features(200, third=0.0, seed=2)[:, 0]
        both = torch.cat([familiar, strange])[:, :5].double()
        centre, spread = both.mean(dim=0), both.std(dim=0)
        kinds = torch.cat([torch.ones(300), torch.zeros(200)]).double()
        shares = torch.where(kinds == 1, 0.5 / 300, 0.5 / 200)
        weights = torch.zeros(6, dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.LBFGS([weights], max_iter=200, tolerance_grad=1e-10)

        def loss() -> torch.Tensor:
            optimizer.zero_grad()
            said = (both - centre) / spread @ weights[:5] + weights[5]
            each = torch.nn.functional.binary_cross_entropy_with_logits(said, kinds, reduction="none")
            total = (shares * each).sum() + not_sure.DIRECTION_PENALTY / 2 * weights[:5].square().sum()
            total.backward()
            return total

        optimizer.step(loss)
        torch.testing.assert_close(
            fit_direction(familiar, strange)[:5], weights.detach()[:5] / spread, atol=1e-5, rtol=1e-4
        )

    def test_the_rule_sees_what_the_score_does_not(self) -> None:
        logits, labels = drawn(600, noise=0.8)
        known = self.features(600, third=1.0, seed=3)
        strange = self.features(600, third=-1.0, seed=4)
        alone = not_sure.fit_rule(logits, known, labels)
        both = not_sure.fit_rule(logits, known, labels, strange=strange.flatten(0, 1))
        others = self.features(600, third=-1.0, seed=5)

        def area(rule: NotSureRule) -> float:
            return auroc(familiarity(rule, logits, known), familiarity(rule, logits, others))

        assert area(alone) == pytest.approx(0.5)
        assert area(both) > 0.7  # along the direction alone it would be 0.98
        scores = SCORES[both.score](logits).double() * both.score_weight
        along = familiarity(both, logits, known) - scores
        assert float(along.std()) == pytest.approx(not_sure.DIRECTION_SHARE * float(scores.std()), rel=1e-3)
        assert not_sure.select(both, logits, known, labels).share_answered >= FEWEST_ANSWERED - 0.01


class TestRule:
    def test_the_scale_turns_shares_into_thresholds_and_back(self) -> None:
        logits, labels = drawn(5000, noise=1.0)
        fitted = fit_rule(logits, labels)
        for share in (0.0, 0.25, 0.5, 0.9, 1.0):
            moved = NotSureRule(score=fitted.score, threshold=fitted.threshold_for(share), quantiles=fitted.quantiles)
            assert select(moved, logits, labels).share_answered == pytest.approx(share, abs=0.005)
            assert moved.share_answered == pytest.approx(share, abs=0.011)

    def test_shares_beyond_the_scale_stay_on_it(self, rule: NotSureRule) -> None:
        assert rule.threshold_for(1.5) == 0.0
        assert rule.threshold_for(-1.0) == 100.0

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"score": "luck"}, "no score"),
            ({"threshold": float("nan")}, "finite"),
            ({"quantiles": (1.0, 2.0)}, "101 numbers"),
            ({"quantiles": tuple(float(-each) for each in range(NUM_QUANTILES))}, "ascending"),
        ],
    )
    def test_what_cannot_work_is_refused(self, rule: NotSureRule, changes: dict, reason: str) -> None:
        good = {"score": rule.score, "threshold": rule.threshold, "quantiles": rule.quantiles}
        with pytest.raises(ValueError, match=reason):
            NotSureRule(**{**good, **changes})


def test_auroc_is_the_share_of_pairs_in_the_right_order() -> None:
    generator = torch.Generator().manual_seed(1)
    familiar = torch.randint(0, 12, (70,), generator=generator).float()
    strange = torch.randint(0, 9, (50,), generator=generator).float()
    pairs = [(a > b) + 0.5 * (a == b) for a, b in itertools.product(familiar.tolist(), strange.tolist())]
    assert auroc(familiar, strange) == pytest.approx(sum(pairs) / len(pairs))


class TestTrust:
    @staticmethod
    def said(number: int, *, noise: float) -> Predictions:
        sides, labels = drawn(number, noise=noise)
        return Predictions(sides, labels, sides[..., :0])

    def test_figures_are_those_of_the_fitted_rule(self) -> None:
        said = self.said(3000, noise=1.5)
        temperature, rule = fit_trust(said)
        trust = measure_trust(said, temperature=temperature, rule=rule)
        assert trust.error_after < trust.error_before
        assert trust.share_answered is not None
        assert trust.share_answered >= FEWEST_ANSWERED - 0.001
        assert trust.answered_accuracy is not None
        assert trust.answered_accuracy > trust.all_sides_accuracy
        assert f"{100 * trust.answered_accuracy:.2f} % of those rightly" in trust.in_words()

    def test_without_a_rule_nothing_is_said_of_one(self) -> None:
        trust = measure_trust(self.said(100, noise=1.0), temperature=1.0, rule=None)
        assert trust.share_answered is None
        assert "no rule" in trust.in_words()
