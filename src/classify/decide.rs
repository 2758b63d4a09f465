//! From the causes of a text to one group: the rules of order, and the doubts.

use super::choose::{Span, choose};
use super::lexicon::{Kind, Lexicon, Link};
use super::marker::marked;
use super::rule::{Review, Rule};
use super::structure::{Links, Standing, standings};
use super::unread::{Unread, left_over};
use super::words::{Sep, Words};
use super::{Decision, Evidence};
use crate::group::Group;

/// Groups from which on a person should weigh them.
const MANY: usize = 4;

/// Letters up to which a word without diacritics may be any of several.
const SHORT: usize = 3;

/// Reads one text.
pub(super) fn decide(lexicon: &Lexicon, text: &str) -> Decision {
    let mut words = Words::read(lexicon, text);
    if words.list.is_empty() {
        return undecided(Rule::NoText, Review::NoText, None, Vec::new());
    }
    let mut links = Links::read(lexicon, &words);
    let mut spans = choose(lexicon, &words, &links);
    let mut slipped = false;
    if !spans.iter().any(|span| span.concept.group.is_some()) && words.allow_slips(lexicon, text) {
        links = Links::read(lexicon, &words);
        let again = choose(lexicon, &words, &links);
        if again.iter().any(|span| span.concept.group.is_some()) {
            slipped = true;
            spans = again;
        }
    }
    let joint_lost = links.lost_in(&spans, &words);
    links.leave_out(&spans);
    let mut read = vec![false; words.list.len()];
    for span in &spans {
        read.get_mut(span.found.start..span.found.end).into_iter().flatten().for_each(|word| *word = true);
    }
    spans.retain(|span| span.concept.kind != Kind::Filler && !links.swallow(span));
    let marked = marked(&spans, &words, &links);
    let standings = standings(lexicon, &spans, &words, &links);
    let (words, links, spans) = (&words, &links, spans.as_slice());
    let unread = Unread { lexicon, words, links, spans, standings: &standings, read: &read };
    let reading = Reading { lexicon, words, links, spans, standings: &standings, marked: &marked, unread, joint_lost };
    let mut decision = reading.decide();
    if slipped && decision.review.is_none() && reading.slip_is_all() {
        decision.review = Some(Review::Spelling);
    }
    decision
}

fn undecided(rule: Rule, review: Review, nearest: Option<Group>, evidence: Vec<Evidence>) -> Decision {
    Decision { group: None, others: Vec::new(), review: Some(review), evidence, rule, nearest }
}

struct Reading<'a> {
    lexicon: &'a Lexicon,
    words: &'a Words,
    links: &'a Links,
    spans: &'a [Span<'a>],
    standings: &'a [Standing],
    marked: &'a [bool],
    unread: Unread<'a>,
    /// Without diacritics, a phrase took what may be a joining word.
    joint_lost: bool,
}

impl Reading<'_> {
    fn decide(&self) -> Decision {
        let (order, rule, accident_first) = self.order();
        let Some(first) = order.first().and_then(|i| self.spans.get(*i)) else { return self.nothing_counts() };
        let mut groups: Vec<Group> = Vec::new();
        let behind = (0..self.spans.len()).filter(|i| self.standings.get(*i) == Some(&Standing::Behind));
        for group in order.iter().copied().chain(behind).filter_map(|i| self.spans.get(i)?.concept.group) {
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        let others = groups.split_off(1.min(groups.len()));
        let review = if self.words.lossy {
            Some(Review::LostCharacters)
        } else if others.len() + 1 >= MANY {
            Some(Review::ManyCauses)
        } else if accident_first {
            Some(Review::AccidentFirst)
        } else if first.concept.review && !self.confirmed(&order) {
            Some(Review::Ambiguous(first.concept.id.clone()))
        } else if self.contradicted(first) {
            Some(Review::Contradiction)
        } else if first.rival && first.found.slips > 0 {
            Some(Review::Spelling)
        } else if first.rival || self.too_bare(first) && !self.seconded(&order) || self.joint_lost && !others.is_empty()
        {
            Some(Review::NoDiacritics)
        } else if self.unread.leaves_doubt(first, rule == Rule::MainMarker) {
            Some(Review::Unread)
        } else {
            None
        };
        let nearest = others.first().copied().or(first.concept.or);
        let evidence = order.iter().filter_map(|i| self.evidence(*i)).collect();
        Decision { group: groups.first().copied(), others, review, evidence, rule, nearest }
    }

    /// The spans that count, the primary cause first; what made it so; whether an accident came before what it left.
    fn order(&self) -> (Vec<usize>, Rule, bool) {
        let mut live: Vec<usize> = (0..self.spans.len()).filter(|i| self.counts(*i)).collect();
        self.drop_background_work(&mut live);
        if live.iter().any(|i| self.kind(*i) != Some(Kind::Weak)) {
            live.retain(|i| self.kind(*i) != Some(Kind::Weak));
        }
        // "chủ yếu đi làm thuê" says what the household lives on, not why it is poor.
        let marked = live.iter().copied().find(|i| self.is_marked(*i) && self.kind(*i) != Some(Kind::Work));
        let mut rule = Rule::FirstNamed;
        let mut accident_first = false;
        let mut order: Vec<usize> = Vec::with_capacity(live.len());
        for (at, &this) in live.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|p| live.get(p)).copied();
            let Some(before) = before else {
                order.push(this);
                continue;
            };
            let Some(joint) = self.joint(before, this) else {
                order.push(this);
                continue;
            };
            match joint {
                Rule::Consequence => {
                    order.push(this);
                    if order.first() == Some(&before) && order.len() == 2 {
                        rule = Rule::Consequence;
                    }
                }
                _ => {
                    let place = order.iter().position(|i| *i == before).unwrap_or(order.len());
                    order.insert(place, this);
                    if place == 0 {
                        rule = joint;
                    }
                    accident_first |= joint == Rule::DisabledByAccident && place == 0;
                }
            }
        }
        // An event only explains; where it explains a cause of the household it is none of its own.
        if order.len() > 1 {
            let of_household = |i: &usize| self.kind(*i) != Some(Kind::Event);
            if order.iter().any(of_household) && order.first().is_some_and(|i| !of_household(i)) {
                rule = Rule::OnlyCause;
            }
            if order.iter().any(of_household) {
                order.retain(of_household);
            }
        }
        if let Some(marked) = marked {
            // What explains the marked cause stands before it already.
            let at = order.iter().position(|i| *i == marked).unwrap_or(0);
            let from = (0..at).rev().take_while(|p| order.get(*p).is_some_and(|i| *i > marked)).last().unwrap_or(at);
            if from > 0 {
                rule = Rule::MainMarker;
            }
            order.rotate_left(from);
            let early = order.len() - from;
            if let Some(rest) = order.get_mut(1..early) {
                rest.sort_unstable();
            }
        }
        if let Some(first) = order.first().and_then(|i| self.spans.get(*i)) {
            if first.concept.own {
                rule = Rule::OwnPhrase;
            } else if order.len() == 1 && rule == Rule::FirstNamed {
                let gone = self.standings.iter().any(|s| matches!(s, Standing::Background | Standing::Behind));
                rule = if gone { Rule::LivingCount } else { Rule::OnlyCause };
            } else if rule == Rule::FirstNamed && self.one_group(&order) {
                rule = Rule::OnlyCause;
            }
            if self.disabled_after(&order) {
                rule = Rule::DisabledByAccident;
            }
        }
        (order, rule, accident_first)
    }

    fn kind(&self, i: usize) -> Option<Kind> {
        self.spans.get(i).map(|span| span.concept.kind)
    }

    fn counts(&self, i: usize) -> bool {
        self.standings.get(i) == Some(&Standing::Live) && self.spans.get(i).is_some_and(|s| s.concept.group.is_some())
    }

    fn one_group(&self, order: &[usize]) -> bool {
        let group = |i: &usize| self.spans.get(*i).and_then(|s| s.concept.group);
        order.windows(2).all(|pair| pair.first().and_then(group) == pair.last().and_then(group))
    }

    /// Casual work that feeds the ill, or those whom someone left behind, is how the household lives, not why it is poor.
    fn drop_background_work(&self, live: &mut Vec<usize>) {
        let work = |i: &usize| self.kind(*i) == Some(Kind::Work);
        let span = |i: &usize| self.spans.get(*i);
        let Some(first) = live.first().copied() else { return };
        let infirm =
            |i: &usize| span(i).is_some_and(|s| s.concept.group == Group::new(5) || s.concept.kind == Kind::Accident);
        let left = self.spans.iter().any(|s| matches!(s.concept.kind, Kind::Death | Kind::Gone));
        if !left && !live.iter().any(infirm) || live.iter().all(work) {
            return;
        }
        let joined = live.get(1).and_then(span).zip(span(&first)).is_some_and(|(next, first)| {
            (first.found.end..=next.found.start).all(|at| self.words.list.get(at).is_none_or(|w| w.sep < Sep::Hard))
                && self.links.and_at(first.found.end) == 0
        });
        live.retain(|i| !work(i) || *i == first && !joined);
    }

    /// What the words between two neighbouring causes say of their order; `None` for a mere list.
    fn joint(&self, before: usize, this: usize) -> Option<Rule> {
        let (a, b) = (self.spans.get(before)?, self.spans.get(this)?);
        let between = a.found.end..b.found.start;
        let because = self.links.within(between.clone(), Link::Because);
        let hard = (between.start..=between.end).any(|at| self.words.list.get(at).is_some_and(|w| w.sep >= Sep::Soft));
        // Without diacritics "ba" may be bà or three, so that a person between the two is not certain.
        let sure = self.words.list.get(b.found.start).is_some_and(|word| !word.plain);
        let person = sure && self.links.within(between.start..between.end + 1, Link::Person);
        match (a.concept.kind, b.concept.kind) {
            (Kind::Incapacity | Kind::Bodily, Kind::Accident) => return None,
            (Kind::Accident, Kind::Incapacity) if !because && !person => return Some(Rule::DisabledByAccident),
            _ => {}
        }
        if self.links.within(between.clone(), Link::Therefore) {
            return Some(Rule::Consequence);
        }
        let listed_before = hard && self.because_before(a.found.start);
        if because && !listed_before && !self.unread.because_ends(between.clone()) {
            return Some(Rule::Explanation);
        }
        // A bracket that closes before the next cause explains nothing by it: "thiếu vốn (chính), ốm đau".
        let parted = |at: usize| self.words.list.get(at).map(|w| w.sep).filter(|sep| *sep >= Sep::Hard);
        let open = (between.start..=between.end).rev().find_map(parted) == Some(Sep::Open);
        if open && !matches!(a.concept.kind, Kind::Incapacity | Kind::Bodily) {
            return Some(Rule::Bracket);
        }
        let purpose = self.links.within(between.clone(), Link::Purpose) && !hard;
        if purpose && !matches!(a.concept.kind, Kind::Incapacity | Kind::Work) {
            return Some(Rule::Explanation);
        }
        let turned = self.links.within(between.clone(), Link::But);
        if a.concept.kind == Kind::Debt
            && !hard
            && !turned
            && self.links.and_at(between.start) == 0
            && between.len() <= 6
        {
            return Some(Rule::DebtPurpose);
        }
        None
    }

    /// Whether a "because" stands right before a word: "do A, do B" is a list.
    fn because_before(&self, start: usize) -> bool {
        (0..start).rev().take(4).any(|from| self.links.within(from..start, Link::Because))
    }

    fn is_marked(&self, i: usize) -> bool {
        self.marked.get(i) == Some(&true)
    }

    fn disabled_after(&self, order: &[usize]) -> bool {
        let mut kinds = order.iter().filter_map(|i| Some((*i, self.kind(*i)?)));
        match (kinds.next(), kinds.next()) {
            (Some((a, Kind::Incapacity)), Some((b, Kind::Accident))) if a < b => self
                .spans
                .get(a)
                .zip(self.spans.get(b))
                .is_some_and(|(a, b)| self.links.within(a.found.end..b.found.start, Link::Because)),
            _ => false,
        }
    }

    /// Whether the primary cause is denied elsewhere in the text, or stands beside one that contradicts it.
    fn contradicted(&self, first: &Span) -> bool {
        let clash = |a: &Span, b: &Span| a.concept.clash.as_ref() == Some(&b.concept.id);
        self.spans.iter().zip(self.standings).any(|(span, standing)| match standing {
            Standing::Denied => span.concept.id == first.concept.id,
            Standing::Live => clash(first, span) || clash(span, first),
            Standing::Background | Standing::Behind => false,
        })
    }

    /// Whether a cause rests on one short word without diacritics, which may be any of several.
    fn too_bare(&self, first: &Span) -> bool {
        let words = self.words.list.get(first.found.start..first.found.end).unwrap_or(&[]);
        matches!(words, [word] if word.hasty || word.plain && word.bare.len() <= SHORT)
    }

    /// Whether the primary cause is doubtful in itself, but another of its group is not.
    fn confirmed(&self, order: &[usize]) -> bool {
        let concept = |i: &usize| self.spans.get(*i).map(|span| span.concept);
        let first = order.first().and_then(concept);
        order.iter().filter_map(concept).any(|c| !c.review && Some(c.group) == first.map(|f| f.group))
    }

    /// Whether a longer phrase of its group stands beside the primary cause.
    fn seconded(&self, order: &[usize]) -> bool {
        let span = |i: &usize| self.spans.get(*i);
        let group = order.first().and_then(span).map(|first| first.concept.group);
        order.iter().skip(1).filter_map(span).any(|s| Some(s.concept.group) == group && !s.rival && !self.too_bare(s))
    }

    /// Whether all that counts rests on words that are spelled like known ones, and they leave room for doubt: more than
    /// one slip, or words beside them that are not understood.
    fn slip_is_all(&self) -> bool {
        let live: Vec<&Span> = (0..self.spans.len())
            .filter(|i| self.standings.get(*i) == Some(&Standing::Live))
            .filter_map(|i| self.spans.get(i))
            .collect();
        let left = left_over(0..self.words.list.len(), self.spans, self.links);
        let doubtful = |span: &&Span| match usize::from(span.found.named) {
            0..4 => span.found.slips > 1 || left > 0,
            named => left > named,
        };
        live.iter().all(|span| span.found.slips > 0) && live.iter().any(doubtful)
    }

    fn nothing_counts(&self) -> Decision {
        let any = |wanted: &[Standing]| self.standings.iter().any(|s| wanted.contains(s));
        let all = || (0..self.spans.len()).filter_map(|i| self.evidence(i)).collect::<Vec<_>>();
        if any(&[Standing::Denied]) {
            return undecided(Rule::NoMatch, Review::OnlyDenied, None, all());
        }
        let gone = self.spans.iter().any(|span| matches!(span.concept.kind, Kind::Death | Kind::Gone));
        if gone {
            // An accident that killed stands behind a cause of the living; where none is named it suggests no more.
            let killed = self.standings.iter().position(|s| *s == Standing::Behind);
            let nearest = killed.and_then(|i| self.spans.get(i)).map_or(Group::new(4), |span| span.concept.group);
            return undecided(Rule::NoMatch, Review::OnlyGone, nearest, all());
        }
        if let Some(span) = self.spans.first() {
            let own = span.concept.own;
            let rule = if own { Rule::OwnPhrase } else { Rule::NoMatch };
            let review = Review::NotACause(span.concept.id.clone());
            let mut decision = undecided(rule, review, span.concept.or, all());
            if own && !span.concept.review {
                decision.review = None;
            }
            return decision;
        }
        undecided(Rule::NoMatch, Review::NoMatch, self.hint(), Vec::new())
    }

    /// The group of the first word that suggests one.
    fn hint(&self) -> Option<Group> {
        let hint = |id: u32| self.lexicon.hints.iter().find(|(word, _)| *word == id).map(|(_, group)| *group);
        self.words.list.iter().flat_map(|word| &word.candidates).find_map(|(id, _)| hint(*id))
    }

    fn evidence(&self, i: usize) -> Option<Evidence> {
        let span = self.spans.get(i)?;
        let words = self.words.list.get(span.found.start..span.found.end)?;
        let range = words.first()?.range.start..words.last()?.range.end;
        Some(Evidence { range, concept: span.concept.id.clone(), group: span.concept.group })
    }
}
