#!/usr/bin/env python3
"""Random catalogues and tenants: does every plan hold before the audit?

    cargo build --release && python3 tests/fuzz/plans.py FROM TO tame|wild

`SCOREPLAN` may name another executable. Prints each seed whose plan `check` refuses, with the breaches, and counts of (status, exit code of `check`). `wild`
adds conditions over several facts and default credits on rows that are in the score already.
"""
import json, os, random, subprocess, sys, tempfile
S = os.environ.get('SCOREPLAN') or os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'target', 'release', 'scoreplan')
D = tempfile.mkdtemp()
P='product: { id: lab, name: Lab, services: [], team: lab, present-when: always, latency: { expected: 24h, slowest: 48h } }\n'
def world(r,wild):
    na=r.randint(1,5); nc=r.randint(2,8)
    facts=[f'f{i}' for i in range(3)]
    A=[]; C=[]; T=[]
    ids=[]
    for i in range(na):
        h=r.randint(1,5)
        a={'id':f'la{i}','e':h}
        s=f"  - {{ id: la{i}, title: A{i}, effort: {{ fixed: [{h}h, {h}h, {h}h]"
        if r.random()<.3: s+=f", per-100: [1h, {r.randint(1,3)}h, 9h], population: {r.choice(['users','admins'])}"
        s+=' }'
        needs=[x for x in ids if r.random()<.25]
        if needs: s+=f", {r.choice(['needs','gates'])}: [{', '.join(needs)}]"
        if i and r.random()<.2: s+=f", conflicts: [la{r.randrange(i)}]"
        if r.random()<.5: s+=f", sets: {{ f{i%3}: {r.choice(['1','users'])} }}"
        x=r.random()
        if x<.15: s+=f", done-when: share(lab_c0)"
        elif x<.25: s+=f", done-when: f{(i+1)%3}"
        elif x<.3: s+=f", applies-when: not f{(i+1)%3}"
        elif x<.35: s+=f", entitled-when: 'plan:ATA'"
        s+=' }'; A.append(s); ids.append(f'la{i}')
    for i in range(nc):
        mx=r.randint(1,10)
        s=f"  - {{ id: lab_c{i}, title: c{i}, category: Apps, max: {mx}, "
        prop=r.random()<.4
        pop=r.choice(['users','admins','mailboxes'])
        s+=f"scoring: proportional, population: {pop}, " if prop else "scoring: binary, "
        vis=r.random()<.3
        if vis:
            f=r.choice(facts)
            cond=f if (not wild or r.random()<.5) else r.choice([f'{f} and {r.choice(facts)}',f'{f} or {r.choice(facts)}',f'not {f}'])
            s+=f"visible-when: {cond}, "
            if r.random()<.5: s+=f"default-credit: {{ when: {f if not wild else r.choice(facts)}, coverage: {r.choice([25,50,100])}% }}, "
        elif wild and r.random()<.2: s+=f"default-credit: {{ when: {r.choice(facts)}, coverage: 50% }}, "
        if r.random()<.3: s+=f"ceiling: {r.choice([80,95])}%, "
        def eff():
            h=r.randint(1,9)
            return f"effort: {{ fixed: [{h}h, {h}h, {h}h]"+(f", per-100: [1h, {r.randint(1,5)}h, 9h]" if prop and r.random()<.6 else '')+" }"
        def nd(): 
            n=[x for x in ids if r.random()<.2]
            out=''
            if n: out+=f"needs: [{', '.join(n)}], "
            g=[x for x in ids if r.random()<.1 and x not in n]
            if g: out+=f"gates: [{', '.join(g)}], "
            return out
        if r.random()<.35:
            ws=[]
            for w in range(r.randint(2,3)):
                e=r.choice(['',"entitled-when: 'plan:AAD_PREMIUM_P2', ","entitled-when: 'plan:AAD_PREMIUM', "])
                cv=f"coverage: {r.choice([50,90])}%, " if prop and r.random()<.4 else ''
                hw=f", holds-while: {r.choice(facts)}" if r.random()<.25 else ''
                ws.append(f"{{ id: w{w}, {e}{nd()}{cv}{eff()}{hw} }}")
            s+=f"ways: [{', '.join(ws)}] }}"
        else: s+=nd()+eff()+" }"
        C.append(s); ids.append(f'lab_c{i}')
        if (not vis) and r.random()<.9 or (vis and r.random()<.0):
            st=r.random()
            if st<.55: T.append(f"  - {{ id: lab_c{i}, score: 0, max: {mx} }}")
            elif st<.8:
                if prop:
                    tot=r.randint(3,120); c=r.randint(0,tot); sc=(c*mx*100*2+tot)//(2*tot)
                    T.append(f"  - {{ id: lab_c{i}, score: {sc/100:.2f}, max: {mx}, count: {c}, total: {tot} }}")
                else: T.append(f"  - {{ id: lab_c{i}, score: {mx}, max: {mx} }}")
            elif st<.88: T.append(f"  - {{ id: lab_c{i}, score: 0, max: {mx}, status: Risk accepted }}")
            elif st<.95: T.append(f"  - {{ id: lab_c{i}, score: {mx}, max: {mx}, status: Resolved through third party }}")
            else: T.append(f"  - {{ id: lab_c{i}, score: {mx/2:.2f}, max: {mx} }}")
    o=P+'actions:\n'+'\n'.join(A)+'\ncontrols:\n'+'\n'.join(C)+'\n'
    fx={f:1 for f in facts if r.random()<.25}
    t='tenant: { snapshot-date: 2026-11-01 }\nlicences: [{ sku: AAD_PREMIUM, enabled: 100 }, { sku: AAD_PREMIUM_P2, enabled: 30 }]\npopulations: { users: { value: 130 }, admins: { value: 7 }, mailboxes: { value: 77 } }\n'
    if fx: t+='facts: { '+', '.join(f'{k}: {v}' for k,v in fx.items())+' }\n'
    ac={f'la{i}':r.choice(['done','40%','none']) for i in range(na) if r.random()<.2}
    if ac: t+='actions: { '+', '.join(f'{k}: {v}' for k,v in ac.items())+' }\n'
    t+='controls:\n'+'\n'.join(T+['  - { id: OneAdmin, score: 1, max: 1 }'])+'\n'
    return o,t
lo,hi,wild=int(sys.argv[1]),int(sys.argv[2]),sys.argv[3]=='wild'
from collections import Counter
cnt=Counter()
for seed in range(lo,hi):
    r=random.Random(seed); o,t=world(r,wild)
    open(f'{D}/o.yaml','w').write(o); open(f'{D}/t.yaml','w').write(t)
    q=r.choice([[],['--budget','10h'],['--budget','50%'],['--target','60%'],['--target','90%'],['--budget','15h','--objective','percent'],['--assume','gates=advisory'],['--must','lab_c1'],['--never','la0']])
    p=subprocess.run([S,'plan','--tenant',f'{D}/t.yaml','--catalogue',f'{D}/o.yaml','--format','json']+q,capture_output=True,text=True)
    if p.returncode not in (0,1): cnt['planfail']+=1; print(seed,'PLAN',p.returncode,p.stderr[:300]); continue
    open(f'{D}/p.json','w').write(p.stdout)
    pj=json.loads(p.stdout)
    c=subprocess.run([S,'check',f'{D}/p.json','--tenant',f'{D}/t.yaml','--catalogue',f'{D}/o.yaml','--format','json'],capture_output=True,text=True)
    cnt[pj['status'],c.returncode]+=1
    if c.returncode:
        b=json.loads(c.stdout)
        kinds=[(x['kind'],x['id'],x['other'],x['claimed'],x['derived']) for x in b['plans'][0]['breaches']] if b['plans'] else c.stderr[:400]
        print(seed,q,pj['status'],[k for k in kinds if k[0] not in('step-percent',)])
print(cnt)
