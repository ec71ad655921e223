//! Rules 6 to 10: credits, visible rows, effort, what a plan is worth, and what is asked of it.

use super::{Breaks, Holds, Meaning};

pub(super) const CASES: &[Meaning] = &[
    // Rule 6. `xa` brings the row with 4 of 8; the work then gains the other 4, with its whole effort.
    Meaning {
        name: "a row enters with its credit",
        world: "a xa: sets: { fa: 1 }, <60>
                c xc: max: 8, visible-when: fa, default-credit: { when: fa, coverage: 50% }, <30>",
        plans: &[("xa", Holds(400, 60, (500, 900))), ("xa xc", Holds(800, 90, (900, 900)))],
        best: &[("{}", Some((800, 90))), (r#"{ "budget": "1h" }"#, Some((400, 60)))],
    },
    // The credit of a row that is there comes with the step that makes its condition true, and never lowers: 4 of 8 for a row
    // of 0, nothing for one of 6.
    Meaning {
        name: "a credit falls due on a row that is there",
        world: "a xa: sets: { fa: 1 }, <60>
                c xc: max: 8, default-credit: { when: fa, coverage: 50% }, <30>
                c xd: max: 8, default-credit: { when: fa, coverage: 50% }, <40>
                r xc: score: 0, max: 8
                r xd: score: 6, max: 8, status: Risk accepted",
        plans: &[
            ("xa", Holds(400, 60, (1100, 1700))),
            ("xc xa", Holds(800, 90, (1500, 1700))),
            ("xa xc", Holds(800, 90, (1500, 1700))),
        ],
        best: &[("{}", Some((800, 30))), (r#"{ "never": ["xc"] }"#, Some((400, 60)))],
    },
    // The condition held at the snapshot: what it gave is in the export, and the work gains the rest, 4.50 of 9. Half of its
    // points are there, so half of 30 minutes.
    Meaning {
        name: "no credit for what held at the snapshot",
        world: "a xa: sets: { fa: 1 }, <60>
                c xc: max: 9, default-credit: { when: fa, coverage: 100% }, <30>
                t facts: { fa: 1 }
                r xc: score: 4.50, max: 9",
        plans: &[("xa", Holds(0, 60, (550, 1000))), ("xc", Holds(450, 15, (1000, 1000)))],
        best: &[("{}", Some((450, 15)))],
    },
    // `xb` ends the way on which 2 points rest, and the credit that falls due with it gives them back: 3 of 4 become 4 of 4.
    Meaning {
        name: "a credit gives back what a condition took",
        world: "a xb: sets: { fb: 1 }, <10>
                c xc: max: 2, default-credit: { when: fb, coverage: 100% }, ways: [{ id: w0, holds-while: not fb, <30> }]
                c xd: max: 1, needs: [xb], <20>
                r xc: score: 2, max: 2
                r xd: score: 0, max: 1",
        plans: &[("xb xd", Holds(100, 30, (400, 400)))],
        best: &[("{}", Some((100, 30)))],
    },
    // `xa` takes 4 points and its credit gives 2 back; the other half of `xc` by `w1` takes half of 100 minutes.
    Meaning {
        name: "work after a credit is what the credit leaves",
        world: "a xa: sets: { fa: 1 }, <10>
                c xc: max: 4, scoring: proportional, population: users, default-credit: { when: fa, coverage: 50% }, ways: [{ id: w0, holds-while: not fa, <30> }, { id: w1, <100> }]
                c xd: max: 3, needs: [xa], <20>
                r xc: score: 4, max: 4
                r xd: score: 0, max: 3",
        plans: &[("xa xd xc:w1", Holds(300, 80, (800, 800))), ("xa xd", Holds(100, 30, (600, 800)))],
        best: &[("{}", Some((300, 80))), (r#"{ "target": "75%" }"#, Some((100, 30)))],
    },
    // With `fa` the 8 points lose their way and their row at once: 9 of 19 become 1 of 11, and 11 of 11 by `xd`.
    Meaning {
        name: "a row that leaves loses its points once",
        world: "a xa: sets: { fa: 0 }, <10>
                c xc: max: 8, visible-when: fa, ways: [{ id: w0, holds-while: fa, <30> }]
                c xd: max: 10, needs: [xa], <20>
                t facts: { fa: 1 }
                r xc: score: 8, max: 8
                r xd: score: 0, max: 10",
        plans: &[("xa xd", Holds(200, 30, (1100, 1100)))],
        best: &[("{}", Some((200, 30)))],
    },
    // Every instance has the credit of its entry: 2 x 4 of 8.
    Meaning {
        name: "an instance has its credit",
        world: "a xa: sets: { fa: 1 }, <60>
                c xc: max: 8, default-credit: { when: fa, coverage: 50% }, <30>
                r 1.xc: score: 0, max: 8
                r 2.xc: score: 0, max: 8",
        plans: &[("xa", Holds(800, 60, (900, 1700))), ("1.xc xa", Holds(1200, 90, (1300, 1700)))],
        best: &[("{}", Some((1600, 60))), (r#"{ "never": ["xc"] }"#, Some((800, 60)))],
    },
    // No licence is asked for a credit: 3 of 4 by `xa` on a row that nobody may work on.
    Meaning {
        name: "a credit asks for no licence",
        world: "a xa: sets: { fa: 1 }, <60>
                c xc: max: 4, visible-when: fa, entitled-when: 'plan:XP1', default-credit: { when: fa, coverage: 75% }, <30>",
        plans: &[("xa", Holds(300, 60, (400, 500))), ("xa xc", Breaks("not-licensed"))],
        best: &[("{}", Some((300, 60)))],
    },
    // The row comes with `xb`, its credit of all 9 points hangs on `xa` as well: in either order both are there.
    Meaning {
        name: "a credit that hangs on another action",
        world: "a xa: sets: { fa: 1 }, <60>
                a xb: gates: [xa], sets: { fb: 1 }, <0>
                c xc: max: 9, visible-when: fb, default-credit: { when: fa, coverage: 100% }, <60>",
        plans: &[("xa xb", Holds(900, 60, (1000, 1000))), ("xa", Holds(0, 60, (100, 100)))],
        best: &[("{}", Some((900, 60)))],
    },
    // Rule 7. By `or` the row is there once: 8 of 8 beside 1 for 60 + 30, and 60 more gain nothing.
    Meaning {
        name: "a row that either of two brings counts once",
        world: "a xa: sets: { fa: 1 }, <60>
                a xb: sets: { fb: 1 }, <50>
                c xc: max: 8, visible-when: fa or fb, <30>",
        plans: &[
            ("xa xc", Holds(800, 90, (900, 900))),
            ("xa xb xc", Holds(800, 140, (900, 900))),
            ("xb xc xa", Holds(800, 140, (900, 900))),
        ],
        best: &[("{}", Some((800, 80))), (r#"{ "target": "100%" }"#, Some((0, 0)))],
    },
    Meaning {
        name: "a row that two bring together",
        world: "a xa: sets: { fa: 1 }, <60>
                a xb: sets: { fb: 1 }, <50>
                c xc: max: 8, visible-when: fa and fb, <30>",
        plans: &[
            ("xa", Holds(0, 60, (100, 100))),
            ("xa xc", Breaks("not-in-score")),
            ("xb xa xc", Holds(800, 140, (900, 900))),
        ],
        best: &[("{}", Some((800, 140)))],
    },
    // A row leaves with its points and its maximum: 0 of 9 go, and 1 of 1 is left.
    Meaning {
        name: "a row leaves with all it has",
        world: "a xa: sets: { fa: 1 }, <5>
                c xc: max: 9, visible-when: not fa, <30>
                r xc: score: 0, max: 9",
        plans: &[
            ("xa", Holds(0, 5, (100, 100))),
            ("xa xc", Breaks("not-in-score")),
            // Its 9 points are earned first and leave with it.
            ("xc xa", Holds(0, 35, (100, 100))),
        ],
        best: &[("{}", Some((900, 30))), (r#"{ "target": "60%" }"#, Some((0, 5)))],
    },
    // The snapshot holds what the conditions do not expect, and lacks what they do: neither changes with `fa`.
    Meaning {
        name: "the snapshot decides on its day",
        world: "a xa: sets: { fa: 1 }, <5>
                c xc: max: 9, visible-when: fb, <30>
                c xd: max: 4, visible-when: not fb, <30>
                r xc: score: 0, max: 9",
        plans: &[
            ("xa", Holds(0, 5, (100, 1000))),
            ("xc", Holds(900, 30, (1000, 1000))),
            ("xd", Breaks("not-in-score")),
        ],
        best: &[("{}", Some((900, 30)))],
    },
    // Rule 8. 40 of 100 users are done: the fixed part is spent, 60 x 50 / 100 = 30 minutes are left. Of `xd` nothing is:
    // 20 + 100 x 10 / 100 = 30. `xe` has half its points and no part by the unit: half of 60. `xf` has nearly all: a quarter.
    Meaning {
        name: "effort left",
        world: "c xc: max: 5, scoring: proportional, population: users, <120+50>
                c xd: max: 2, scoring: proportional, population: users, <20+10>
                c xe: max: 4, <60>
                c xf: max: 10, scoring: proportional, population: admins, <60>
                r xc: score: 2, max: 5, count: 40, total: 100
                r xd: score: 0, max: 2
                r xe: score: 2, max: 4
                r xf: score: 9, max: 10",
        plans: &[
            ("xc", Holds(300, 30, (1700, 2200))),
            ("xd", Holds(200, 30, (1600, 2200))),
            ("xe", Holds(200, 30, (1600, 2200))),
            ("xf", Holds(100, 15, (1500, 2200))),
        ],
        best: &[("{}", Some((800, 105))), (r#"{ "budget": "1h" }"#, Some((500, 60)))],
    },
    // 40 % of `xa` is done: of its 30 minutes 60 % are left, 18; of `xb` 60 of 100 users, 60 x 50 / 100 = 30.
    Meaning {
        name: "effort left of actions",
        world: "a xa: <30>
                a xb: effort: { fixed: [60m, 60m, 60m], per-100: [50m, 50m, 50m], population: users }
                c xc: max: 5, needs: [xa, xb], <1>
                t actions: { xa: 40%, xb: 40% }
                r xc: score: 0, max: 5",
        plans: &[("xa xb xc", Holds(500, 49, (600, 600)))],
        best: &[("{}", Some((500, 49)))],
    },
    // A row that enters with all its points is no work, and is no step; what needs it does not wait.
    Meaning {
        name: "a row that enters complete takes nothing",
        world: "a xa: sets: { fa: 1 }, <60>
                c xc: max: 8, visible-when: fa, default-credit: { when: fa, coverage: 100% }, <420>
                c xd: max: 2, needs: [xc], <30>
                r xd: score: 0, max: 2",
        plans: &[
            ("xa xc", Breaks("nothing-left")),
            ("xa xd", Holds(1000, 90, (1100, 1100))),
        ],
        best: &[("{}", Some((1000, 90))), (r#"{ "must": ["xc"] }"#, Some((1000, 90)))],
    },
    // Rule 9. `xc` leaves with its 1 of 9: from 2 of 10 to 1 of 1, and Microsoft measures a point less.
    Meaning {
        name: "no plan raises the percentage and loses points",
        world: "a xa: sets: { fa: 1 }, <5>
                c xc: max: 9, visible-when: not fa, <30>
                c xd: max: 2, needs: [xa], <10>
                r xc: score: 1, max: 9
                r xd: score: 0, max: 2",
        plans: &[
            ("xa", Breaks("percentage-up")),
            // 2 of 12 become 3 of 3: two points come, one goes.
            ("xa xd", Holds(100, 15, (300, 300))),
        ],
        // 8 of 9 of 30 minutes round to 27 for 8 points; with `xa` its 9 points leave.
        best: &[("{}", Some((800, 27))), (r#"{ "target": "90%" }"#, Some((100, 15)))],
    },
    // What is asserted is not measured: `xc` leaves with 9 asserted points of 9, from 10 of 10 to 1 of 1, and no percentage rises.
    Meaning {
        name: "asserted points are not measured",
        world: "a xa: sets: { fa: 1 }, <5>
                c xc: max: 9, visible-when: not fa, <30>
                c xd: max: 4, <10>
                r xc: score: 9, max: 9, status: Resolved through third party
                r xd: score: 0, max: 4",
        plans: &[("xa", Holds(-900, 5, (100, 500))), ("xa xd", Holds(-500, 15, (500, 500)))],
        // 10 of 14 are 71.43 %, and `xd` makes 14 of 14 in 10 minutes.
        best: &[("{}", Some((400, 10))), (r#"{ "target": "90%" }"#, Some((400, 10)))],
    },
    // Rule 10. `xb` must be in the plan or done in the end: the fact of `xa` does that in 15 minutes, itself takes 60.
    Meaning {
        name: "what must be is a step or done",
        world: "a xa: sets: { fa: 1 }, <15>
                a xb: done-when: fa, <60>
                c xc: max: 6, <20>
                r xc: score: 0, max: 6",
        plans: &[("xa", Holds(0, 15, (100, 700)))],
        best: &[
            (r#"{ "must": ["xb"] }"#, Some((600, 35))),
            (r#"{ "must": ["xb"], "never": ["xa"] }"#, Some((600, 80))),
            (r#"{ "must": ["xb"], "never": ["xa"], "budget": "1h" }"#, Some((0, 60))),
            (r#"{ "must": ["xb", "xc"], "never": ["xa"], "budget": "1h" }"#, None),
        ],
    },
    // 6 of 7 with `xc`: 85.71 %, which misses 86 % and reaches 85 %.
    Meaning {
        name: "a target is exact",
        world: "c xc: max: 5, <20>
                c xd: max: 1, <90>
                r xc: score: 0, max: 5
                r xd: score: 0, max: 1",
        plans: &[("xc", Holds(500, 20, (600, 700)))],
        best: &[
            (r#"{ "target": "85%" }"#, Some((500, 20))),
            (r#"{ "target": "86%" }"#, Some((600, 110))),
            (r#"{ "target": "14%" }"#, Some((0, 0))),
            (r#"{ "target": "100%", "never": ["xd"] }"#, None),
        ],
    },
    // Of two plans of the same minutes a target takes the one of more points; within a budget of equals the shorter.
    Meaning {
        name: "ties",
        world: "c xc: max: 5, <20>
                c xd: max: 6, <20>
                c xe: max: 6, <30>
                r xc: score: 0, max: 5
                r xd: score: 0, max: 6
                r xe: score: 0, max: 6",
        plans: &[("xd", Holds(600, 20, (700, 1800)))],
        best: &[(r#"{ "target": "30%" }"#, Some((600, 20))), (r#"{ "budget": "1h", "never": ["xc"] }"#, Some((1200, 50)))],
    },
];
