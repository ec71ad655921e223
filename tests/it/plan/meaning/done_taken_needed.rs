//! Rules 1 to 5: what is done, what may be taken, what holds, what is needed, what excludes what.

use super::{Breaks, Holds, Meaning};

pub(super) const CASES: &[Meaning] = &[
    // Rule 1. `xa` takes 15 and sets `fa`, which shows `xb` (60) to be done: 15 + 0 instead of 60 for the 9 points of `xc`.
    Meaning {
        name: "facts of a step show an action to be done",
        world: "a xa: sets: { fa: 1 }, <15>
                a xb: done-when: fa, <60>
                c xc: max: 9, needs: [xb], <0>
                r xc: score: 0, max: 9",
        plans: &[
            ("xa xc", Holds(900, 15, (1000, 1000))),
            ("xb xc", Holds(900, 60, (1000, 1000))),
            ("xc xa", Breaks("need-missing")),
            // What is done is no step.
            ("xa xb", Breaks("nothing-left")),
        ],
        best: &[("{}", Some((900, 15))), (r#"{ "never": ["xa"] }"#, Some((900, 60)))],
    },
    // The same by an action that makes no sense any more; its own fact `fb` is not set by that, so `xd` stays out: 1 of 1.
    Meaning {
        name: "what makes no sense is done and sets nothing",
        world: "a xa: sets: { fa: 1 }, <15>
                a xb: applies-when: not fa, sets: { fb: 1 }, <60>
                c xc: max: 9, needs: [xb], <0>
                c xd: max: 4, visible-when: fb, <5>
                r xc: score: 0, max: 9",
        plans: &[
            ("xa xc", Holds(900, 15, (1000, 1000))),
            ("xa xc xd", Breaks("not-in-score")),
            // 60 + 0 + 5 for 9 + 4 of 1 + 9 + 4.
            ("xb xc xd", Holds(1300, 65, (1400, 1400))),
        ],
        best: &[(r#"{ "budget": "1h" }"#, Some((900, 15))), ("{}", Some((1300, 65)))],
    },
    // `fa` shows `xb` to be done, and what is done sets its facts: `xd` comes in by 15 minutes.
    Meaning {
        name: "what is done by facts sets its own",
        world: "a xa: sets: { fa: 1 }, <15>
                a xb: done-when: fa, sets: { fb: 1 }, <60>
                c xd: max: 4, visible-when: fb, <5>",
        plans: &[("xa xd", Holds(400, 20, (500, 500))), ("xd xa", Breaks("not-in-score"))],
        best: &[("{}", Some((400, 20)))],
    },
    // `xc` is earned by the plan and shows nothing of `xb`, which stays to be done and has not set `fb`.
    Meaning {
        name: "rows that the plan earns are no evidence",
        world: "a xb: done-when: earned(xc), <60>
                c xc: max: 9, <10>
                c xd: max: 4, needs: [xb], <5>
                r xc: score: 0, max: 9
                r xd: score: 0, max: 4",
        plans: &[("xc xd", Breaks("need-missing")), ("xc xb xd", Holds(1300, 75, (1400, 1400)))],
        best: &[("{}", Some((1300, 75)))],
    },
    Meaning {
        name: "rows that the plan earns set no facts",
        world: "a xa: <20>
                a xb: done-when: earned(xc), sets: { fb: 1 }, <60>
                c xc: max: 9, <10>
                c xd: max: 4, visible-when: fb, <5>
                r xc: score: 0, max: 9",
        plans: &[("xc xa xd", Breaks("not-in-score")), ("xc xb xd", Holds(1300, 75, (1400, 1400)))],
        best: &[("{}", Some((1300, 75)))],
    },
    // On the day of the plan rows are evidence: `xb` is done, and its fact has brought in nothing that is not observed.
    Meaning {
        name: "rows of the day are evidence",
        world: "a xb: done-when: earned(xc), <60>
                c xc: max: 9, <10>
                c xd: max: 4, needs: [xb], <5>
                r xc: score: 9, max: 9
                r xd: score: 0, max: 4",
        plans: &[("xd", Holds(400, 5, (1400, 1400))), ("xb", Breaks("nothing-left"))],
        best: &[("{}", Some((400, 5)))],
    },
    // `xd` has set `fa` to 1 on the day of the plan; the step `xa` sets it to 0 and nothing sets it again.
    Meaning {
        name: "a step sets its facts for good",
        world: "a xa: sets: { fa: 0 }, <15>
                a xb: done-when: earned(xc), sets: { fa: 1 }, <60>
                c xc: max: 9, <10>
                c xd: max: 4, default-credit: { when: not fa, coverage: 50% }, <5>
                r xc: score: 9, max: 9
                r xd: score: 0, max: 4",
        plans: &[("xa", Holds(200, 15, (1200, 1400)))],
        best: &[("{}", Some((400, 5)))],
    },
    // Rule 2. Nobody works on what is accepted, asserted, withdrawn by its licence, full, or not in the score.
    Meaning {
        name: "what may not be taken",
        world: "c xc: max: 9, <10>
                c xd: max: 4, <5>
                c xe: max: 3, entitled-when: 'plan:XP1', <5>
                c xf: max: 2, <5>
                c xg: max: 2, visible-when: fa, <5>
                r xc: score: 0, max: 9, status: Risk accepted
                r xd: score: 4, max: 4, status: Resolved through third party
                r xe: score: 0, max: 3
                r xf: score: 2, max: 2",
        plans: &[
            ("xc", Breaks("risk-accepted")),
            ("xd", Breaks("asserted")),
            ("xe", Breaks("not-licensed")),
            ("xf", Breaks("nothing-left")),
            ("xg", Breaks("not-in-score")),
            ("", Holds(0, 0, (700, 1900))),
        ],
        best: &[("{}", Some((0, 0)))],
    },
    // 20 seats of `XP1` reach 20 of 100 users: 2 of 10 points; the ceiling of 80 % binds the way without a licence: 8.
    Meaning {
        name: "a way reaches what ceiling, coverage and seats leave",
        world: "c xc: max: 10, scoring: proportional, population: users, ceiling: 80%, ways: [{ id: w0, entitled-when: 'plan:XP1', <10> }, { id: w1, <50> }, { id: w2, coverage: 33%, <20> }]
                t licences: [{ sku: XS1, enabled: 20 }]
                r xc: score: 2.50, max: 10",
        plans: &[
            ("xc:w0", Breaks("nothing-left")),
            // 33 % of 10 are 3.30; 2.50 of 10 are done, so 75 % of 20 and of 50 minutes are left: 15, and 37.5 rounds up.
            ("xc:w2", Holds(80, 15, (430, 1100))),
            ("xc:w1", Holds(550, 38, (900, 1100))),
        ],
        best: &[("{}", Some((550, 38))), (r#"{ "target": "39%" }"#, Some((80, 15)))],
    },
    // `xc` gains nothing, adds nothing to the maximum, and opens `xd`: 10 + 5 minutes for 4 points of 5.
    Meaning {
        name: "what nobody knows the worth of may be needed",
        world: "c xc: <10>
                c xd: max: 4, needs: [xc], <5>
                r xc: score: 0
                r xd: score: 0, max: 4",
        plans: &[("xc xd", Holds(400, 15, (500, 500))), ("xd", Breaks("need-missing"))],
        best: &[("{}", Some((400, 15)))],
    },
    // Neither fact is true, so neither way may be taken until `xa` makes one so.
    Meaning {
        name: "a way is taken while its condition is true",
        world: "a xa: sets: { fb: 1 }, <60>
                c xc: max: 7, ways: [{ id: w0, holds-while: fa, <20> }, { id: w1, holds-while: fb, <60> }]
                r xc: score: 0, max: 7",
        plans: &[
            ("xc:w0", Breaks("")),
            ("xc:w1", Breaks("")),
            ("xa xc:w0", Breaks("")),
            ("xa xc:w1", Holds(700, 120, (800, 800))),
        ],
        best: &[("{}", Some((700, 120)))],
    },
    // Rule 3. The 8 points rest on `fa`, which `xa` ends: 9 of 12 become 1 of 12, then 3 more by `xd`, which needs `xa`, and 8
    // again by `w1`. Nothing of `w1` was left before; afterwards all its 40 minutes are.
    Meaning {
        name: "points fall with their condition and are earned anew",
        world: "a xa: sets: { fa: 0 }, <10>
                c xc: max: 8, ways: [{ id: w0, holds-while: fa, <30> }, { id: w1, <40> }]
                c xd: max: 3, needs: [xa], <20>
                t facts: { fa: 1 }
                r xc: score: 8, max: 8
                r xd: score: 0, max: 3",
        plans: &[
            ("xc:w1", Breaks("nothing-left")),
            ("xa", Holds(-800, 10, (100, 1200))),
            ("xa xd", Holds(-500, 30, (400, 1200))),
            ("xa xd xc:w1", Holds(300, 70, (1200, 1200))),
        ],
        best: &[("{}", Some((300, 70))), (r#"{ "budget": "1h" }"#, Some((0, 0)))],
    },
    // 5 of 10 rest on `fa`; `w1` lifts them to 8 without a condition, and these stay when `fa` ends. Half of 40 minutes was left.
    Meaning {
        name: "what a lasting way has reached stays",
        world: "a xa: sets: { fa: 0 }, <10>
                c xc: max: 10, scoring: proportional, population: users, ways: [{ id: w0, holds-while: fa, <30> }, { id: w1, coverage: 80%, <40> }]
                t facts: { fa: 1 }
                r xc: score: 5, max: 10",
        plans: &[
            ("xc:w1 xa", Holds(300, 30, (900, 1100))),
            // All of the 40 minutes once the 5 points are gone.
            ("xa xc:w1", Holds(300, 50, (900, 1100))),
        ],
        best: &[("{}", Some((500, 15)))],
    },
    // 3 of 8 were there while no condition held, so none took them; `w0` adds 5 while `fa` holds, and these go with it.
    Meaning {
        name: "what no condition gave stays",
        world: "a xa: sets: { fa: 1 }, <10>
                a xb: sets: { fa: 0 }, <10>
                c xc: max: 8, scoring: proportional, population: users, ways: [{ id: w0, holds-while: fa, <32> }]
                r xc: score: 3, max: 8",
        plans: &[
            // 5 of 8 of 32 minutes are left.
            ("xa xc:w0", Holds(500, 30, (900, 900))),
            ("xa xc:w0 xb", Holds(0, 40, (400, 900))),
        ],
        best: &[("{}", Some((500, 30)))],
    },
    // `fa` and its contrary never hold at once.
    Meaning {
        name: "what contradicts itself brings nothing in",
        world: "a xa: sets: { fa: 1 }, <10>
                c xc: max: 9, visible-when: fa and not fa, <20>
                c xd: max: 4, needs: [xa], <5>
                r xd: score: 0, max: 4",
        plans: &[("xa xc", Breaks("not-in-score")), ("xa xd", Holds(400, 15, (500, 500)))],
        best: &[("{}", Some((400, 15)))],
    },
    // `xa` hides `xc`, whose 9 of 9 points stay with it: 1 + 9 of 30 become 1 + 20 of 21.
    Meaning {
        name: "what has left is as done as it was",
        world: "a xa: sets: { fa: 1 }, <15>
                c xc: max: 9, visible-when: not fa, <10>
                c xd: max: 20, needs: [xa, xc], <5>
                r xc: score: 9, max: 9
                r xd: score: 0, max: 20",
        plans: &[("xa xd", Holds(1100, 20, (2100, 2100)))],
        best: &[("{}", Some((1100, 20)))],
    },
    // Of the ways of `xc` only `w1` holds, and reaches 3.30 of 10: with 5 points `xc` is done for `xd`.
    Meaning {
        name: "ways that do not hold ask for nothing",
        world: "a xb: sets: { fb: 1 }, <60>
                c xc: max: 10, scoring: proportional, population: users, ways: [{ id: w0, holds-while: fa, <30> }, { id: w1, coverage: 33%, holds-while: not fb, <40> }]
                c xd: max: 4, needs: [xc], <5>
                r xc: score: 5, max: 10
                r xd: score: 0, max: 4",
        plans: &[("xd", Holds(400, 5, (1000, 1500)))],
        best: &[("{}", Some((400, 5)))],
    },
    // Rule 4. An action has to be done, a control has to stand before or have what its best way reaches.
    Meaning {
        name: "needs and gates",
        world: "a xa: <10>
                c xc: max: 9, needs: [xa], <20>
                c xd: max: 4, gates: [xc], <5>
                r xc: score: 0, max: 9
                r xd: score: 0, max: 4",
        plans: &[
            ("xc", Breaks("need-missing")),
            ("xc xa", Breaks("need-later")),
            ("xa xd xc", Breaks("need-later")),
            ("xa xc xd", Holds(1300, 35, (1400, 1400))),
        ],
        best: &[
            (r#"{ "must": ["xd"] }"#, Some((1300, 35))),
            (r#"{ "never": ["xa"] }"#, Some((0, 0))),
        ],
    },
    // `xc` stands at 5 of 10, which is what its ceiling leaves: `xd` may come. `xe` has 2 of 4 and nobody has worked on it.
    Meaning {
        name: "a need at its ceiling is met",
        world: "c xc: max: 10, scoring: proportional, population: users, ceiling: 50%, <10>
                c xd: max: 4, needs: [xc], <5>
                c xe: max: 4, <8>
                c xf: max: 3, needs: [xe], <5>
                r xc: score: 5, max: 10
                r xd: score: 0, max: 4
                r xe: score: 2, max: 4
                r xf: score: 0, max: 3",
        plans: &[
            ("xd", Holds(400, 5, (1200, 2200))),
            ("xf", Breaks("need-missing")),
            // Half of 8 minutes is left of `xe`.
            ("xe xf", Holds(500, 9, (1300, 2200))),
        ],
        best: &[("{}", Some((900, 14)))],
    },
    // `w0` reaches 5 of 10 and is enough for `xd`, which asks for a step and not for all the points.
    Meaning {
        name: "a step that is needed counts on any way",
        world: "c xc: max: 10, scoring: proportional, population: users, ways: [{ id: w0, coverage: 50%, <60> }, { id: w1, coverage: 80%, <540> }]
                c xd: max: 7, needs: [xc], <60>
                r xc: score: 0, max: 10
                r xd: score: 0, max: 7",
        plans: &[
            ("xc:w0 xd", Holds(1200, 120, (1300, 1800))),
            ("xc:w1 xd", Holds(1500, 600, (1600, 1800))),
        ],
        best: &[("{}", Some((1500, 600))), (r#"{ "budget": "2h" }"#, Some((1200, 120)))],
    },
    // `xd` was not in the score on the day, so `xe` does not wait for it, before or after `xa` has brought it in.
    Meaning {
        name: "what is in the score by then is needed",
        world: "a xa: sets: { fa: 1 }, <10>
                c xd: max: 5, visible-when: fa, <20>
                c xe: max: 7, needs: [xd], <30>
                r xe: score: 0, max: 7",
        plans: &[
            ("xe", Holds(700, 30, (800, 800))),
            ("xe xa", Holds(700, 40, (800, 1300))),
            ("xa xe", Breaks("need-missing")),
            ("xa xd xe", Holds(1200, 60, (1300, 1300))),
        ],
        best: &[("{}", Some((1200, 60))), (r#"{ "target": "100%" }"#, Some((700, 30)))],
    },
    // `xc` was in the score on the day, so `xd` waits for it also when `xa` has taken it out: 3 points that go, 5 that come.
    Meaning {
        name: "what has left the score stays needed",
        world: "a xa: sets: { fa: 1 }, <5>
                c xc: max: 3, visible-when: not fa, <20>
                c xd: max: 5, needs: [xc], <30>
                r xc: score: 0, max: 3
                r xd: score: 0, max: 5",
        plans: &[("xa xd", Breaks("need-missing")), ("xc xa xd", Holds(500, 55, (600, 600)))],
        best: &[("{}", Some((800, 50)))],
    },
    // A name means both instances: each has to be done, 2 x 20 minutes, before the 5 of `xd`.
    Meaning {
        name: "a name means every instance",
        world: "c xc: max: 4, <20>
                c xd: max: 1, needs: [xc], <5>
                r 1.xc: score: 0, max: 4
                r 2.xc: score: 0, max: 4
                r xd: score: 0, max: 1",
        plans: &[
            ("1.xc xd", Breaks("need-missing")),
            ("1.xc 2.xc xd", Holds(900, 45, (1000, 1000))),
        ],
        best: &[(r#"{ "must": ["xd"] }"#, Some((900, 45))), (r#"{ "never": ["xc"] }"#, Some((0, 0)))],
    },
    // The 4 points of `xc` are all that its lasting way asks for, until `xa` lets the other hold, which asks for 8.
    Meaning {
        name: "a way that comes to hold asks for more",
        world: "a xa: sets: { fa: 1 }, <10>
                c xc: max: 8, scoring: proportional, population: users, ways: [{ id: w0, coverage: 25%, <90> }, { id: w1, holds-while: fa, <900> }]
                c xd: max: 3, needs: [xc], <20>
                c xe: max: 2, needs: [xa], <30>
                r xc: score: 4, max: 8
                r xd: score: 0, max: 3
                r xe: score: 0, max: 2",
        plans: &[
            ("xd xa xe", Holds(500, 60, (1000, 1400))),
            ("xa xd xe", Breaks("need-missing")),
        ],
        best: &[(r#"{ "target": "71%" }"#, Some((500, 60)))],
    },
    // `xa` shows a tenth of `xb`, so that `xh` comes into the score, which `xd` needs from then on.
    Meaning {
        name: "a need on what facts of a step bring in",
        world: "a xa: sets: { fa: 1 }, <10>
                a xb: sets: { fb: admins }, done-when: fa / admins, <60>
                a xq: <15>
                c xh: max: 2, visible-when: fb, <90>
                c xd: max: 5, needs: [xq, xh], <20>
                c xe: max: 1, needs: [xa], <5>
                r xd: score: 0, max: 5
                r xe: score: 0, max: 1",
        plans: &[
            ("xq xd xa xe", Holds(600, 50, (700, 900))),
            ("xq xa xd xe", Breaks("need-missing")),
        ],
        best: &[(r#"{ "must": ["xe"], "never": ["xh"] }"#, Some((600, 50)))],
    },
    // Rule 5. Either `xa` with the 2 points of `xc`, or `xb` with the 3 of `xd`.
    Meaning {
        name: "actions that exclude each other",
        world: "a xa: <10>
                a xb: conflicts: [xa], <10>
                c xc: max: 2, needs: [xa], <10>
                c xd: max: 3, needs: [xb], <10>
                r xc: score: 0, max: 2
                r xd: score: 0, max: 3",
        plans: &[
            ("xa xb", Breaks("conflict")),
            ("xa xc", Holds(200, 20, (300, 600))),
            ("xb xd", Holds(300, 20, (400, 600))),
        ],
        best: &[("{}", Some((300, 20))), (r#"{ "must": ["xc"] }"#, Some((200, 20))), (r#"{ "must": ["xa", "xb"] }"#, None)],
    },
    // `xa` is done today. While nothing needs it, it is in nobody's way; once `xc` rests on it, it excludes `xb`.
    Meaning {
        name: "what is done takes part where a step needs it",
        world: "a xa: <10>
                a xb: conflicts: [xa], <10>
                c xc: max: 2, needs: [xa], <10>
                c xd: max: 3, needs: [xb], <10>
                t actions: { xa: done }
                r xc: score: 0, max: 2
                r xd: score: 0, max: 3",
        plans: &[
            ("xb xd", Holds(300, 20, (400, 600))),
            ("xc", Holds(200, 10, (300, 600))),
            ("xb xd xc", Breaks("conflict")),
        ],
        best: &[("{}", Some((300, 20))), (r#"{ "target": "50%" }"#, Some((200, 10)))],
    },
    // `xc` is earned by its own way, and no step rests on `xa`: 4 points of `xd` for `xb` 10 and 10.
    Meaning {
        name: "a way that is not taken excludes nothing",
        world: "a xa: <60>
                a xb: conflicts: [xa], sets: { fa: 1 }, <10>
                c xc: max: 9, ways: [{ id: w1, <60> }, { id: w2, needs: [xa], <10> }]
                c xd: max: 4, visible-when: fa, <10>
                r xc: score: 0, max: 9",
        plans: &[("xb xc:w1 xd", Holds(1300, 80, (1400, 1400))), ("xb xa", Breaks("conflict"))],
        best: &[("{}", Some((1300, 80)))],
    },
];
