let guideText = #"""
    ## Which signal says that users are hurt.
    alarm errors = prometheus("http://127.0.0.1:9090",
            "sum(rate(http_requests_total{code=~'5..',region='${region}'}[30s])) / sum(rate(http_requests_total{region='${region}'}[30s]))")
        > 1% for 3 of 5 every 10s missing breaching
    alarm health = http("http://${target.address}/health") != 200 for 2 of 3 every 5s
    alarm team   = errors or health

    deployer host {
        install "deploy.sh ${target.address} ${revision}"      # must be safe to repeat
        verify  http("http://${target.address}/health") == 200 within 30s
        current "cat /srv/${target.name}/VERSION"              # optional: one line, the revision that is there now
        env ["TOKEN": secret("DEPLOY_TOKEN")]
        timeout 5m
    }

    pipeline checkout {
        source git("../checkout.git", branch: "main") every 30s { require review }
        stage build {
            run "make test" timeout 10m retry 1
            require coverage("coverage.xml") >= 80% else "coverage fell"
            artifact "dist/checkout.tar.gz"
        }
        stage beta {
            deploy beta with host
            run "./integration-test ${revision}"
        }
        phase production {
            window mon..thu 09:00..16:00 in "America/Los_Angeles"
            freeze 2026-12-20..2027-01-02 because "holidays"
            block when team                  # do not start while it fires
            watch team                       # roll back if it fires during deploy or bake
            wave one_box { deploy waves.one_box(prod) with host; bake 1h until requests >= 100 at_most 6h }
            for step in waves.growing(prod, by: "region", first: 1, factor: 3) {
                wave "regions-${step.number}" {
                    deploy step.targets with host rolling 33%
                    bake if step.number == 1 { 12h } else { 4h }
                }
            }
        }
    }

    test "a bad revision never leaves the one-box" {
        let r = simulate checkout at "v2" seed 7 {
            previous "v1"
            install takes 20s..40s fails 0.1%
            fault errors after 3m                     # this alarm's condition becomes true, counted from the first install
            fault health after 10m in "eu-west-1"     # only there
            revision "v3" arrives after 2h
        }
        expect r.outcome == "rolled_back"
        expect r.detected_within < 10m
        expect r.exposed <= 2%            # greatest share of fleet weight that ran the bad revision
        expect r.duration < 5d
    }
    """#

let guideTree = #"""
    (alarm name:errors condition:(> (call prometheus "http://127.0.0.1:9090" \#
    "sum(rate(http_requests_total{code=~'5..',region='${region}'}[30s])) / \#
    sum(rate(http_requests_total{region='${region}'}[30s]))") 1e-0%) .for(breaching:3 datapoints:5) .every(interval:10s) \#
    .missing(policy:breaching))
    (alarm name:health condition:(!= (call http "http://${(. target address)}/health") 200) .for(breaching:2 datapoints:3) \#
    .every(interval:5s))
    (alarm name:team condition:(or errors health))
    (deployer name:host {(install command:"deploy.sh ${(. target address)} ${revision}") (verify condition:(== (call http \#
    "http://${(. target address)}/health") 200) .within(limit:30s)) (current command:"cat /srv/${(. target name)}/VERSION") (env \#
    variables:(map "TOKEN":(call secret "DEPLOY_TOKEN"))) (timeout duration:300s)})
    (pipeline name:checkout {(source from:(call git "../checkout.git" branch:"main") .every(interval:30s) {(require \#
    condition:review)}) (stage name:build {(run command:"make test" .timeout(duration:600s) .retry(count:1)) (require \#
    condition:(>= (call coverage "coverage.xml") 80e-0%) .else(message:"coverage fell")) (artifact \#
    path:"dist/checkout.tar.gz")}) (stage name:beta {(deploy fleet:beta .with(deployer:host)) (run command:"./integration-test \#
    ${revision}")}) (phase name:production {(window when:[(.. @mon @thu) (.. 09:00 16:00)] .in(zone:"America/Los_Angeles")) \#
    (freeze when:(.. 2026-12-20 2027-01-02) .because(reason:"holidays")) (block alarms:[team]) (watch alarms:[team]) (wave \#
    name:one_box {(deploy fleet:(call (. waves one_box) prod) .with(deployer:host)) (bake duration:3600s .until(condition:(>= \#
    requests 100)) .at_most(limit:21600s))}) (for step (call (. waves growing) prod by:"region" first:1 factor:3) {(wave \#
    name:"regions-${(. step number)}" {(deploy fleet:(. step targets) .with(deployer:host) .rolling(share:33e-0%)) (bake \#
    duration:(if (== (. step number) 1) {43200s} else {14400s}))})})})})
    (test name:"a bad revision never leaves the one-box" {(let r (simulate what:checkout .at(revision:"v2") .seed(seed:7) \#
    {(previous revision:"v1") (install .takes(duration:(.. 20s 40s)) .fails(share:1e-1%)) (fault alarm:errors \#
    .after(delay:180s)) (fault alarm:health .after(delay:600s) .in(region:"eu-west-1")) (revision revision:"v3" \#
    .arrives(delay:7200s))})) (expect condition:(== (. r outcome) "rolled_back")) (expect condition:(< (. r detected_within) \#
    600s)) (expect condition:(<= (. r exposed) 2e-0%)) (expect condition:(< (. r duration) 432000s))})
    """#
