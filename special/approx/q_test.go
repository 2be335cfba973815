package approx
import ("testing";"fmt";"math";"math/rand/v2";"os";"strconv";"time")
func TestS(t *testing.T){
 seed,_:=strconv.Atoi(os.Getenv("SEED")); ev,_:=strconv.Atoi(os.Getenv("EV")); ops,_:=strconv.Atoi(os.Getenv("OPS"))
 tg:=Target{F:math.Exp,Lo:0,Hi:1,Relative:true}
 s:=time.Now()
 r,err:=Search(t.Context(),tg,&Evolution{MaxOps:ops},&Settings{Evaluations:ev,Src:rand.NewPCG(uint64(seed),7)})
 fmt.Println(time.Since(s),err,r.Candidates,r.Evaluations,r.Polished,r.StructureHits,r.ValueHits,r.Collisions,r.HitRate,r.Status)
 for _,p:=range r.Front { fmt.Printf("%d %.3g %s\n",p.Ops(),p.Error,p.String()) }
}
