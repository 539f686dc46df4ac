#!/usr/bin/env python3
"""Draw a time-lapse plate with known ground truth from images of real nuclei with labels, $STYLIZE_DATA/nuclei by default (fetch_data.py).

    make_timelapse.py FOLDER [--wells 2] [--times 6] [--seed 1] [--nuclei FOLDER] [--side 900] [--cells 60] [--motion 1]

Writes tiles FOLDER/<well>/PLATE_<well>_T<t>_<tile>_<channel>.tif (2x2 tiles per montage, 16 bits, channels DAPI and GFP) and:
  flat.tif     true illumination of a tile
  truth.csv    well, time, cell, x, y, area, gfp; positions in montage pixels, after drift
  drift.csv    well, time, dx, dy: movement of the stage since time 0, in fractions of pixels
  events.csv   well, time, cell, event: divides into cell, dies
With --motion 0 only the stage moves; otherwise the mean motion of the cells adds to the measured shift.
Needs numpy, scipy, scikit-image and tifffile.
"""
import argparse,csv,glob,os
import numpy as np, tifffile
from scipy import ndimage as ndi
from skimage import io,measure
a=argparse.ArgumentParser(); a.add_argument('out'); a.add_argument('--wells',type=int,default=2); a.add_argument('--times',type=int,default=6); a.add_argument('--seed',type=int,default=1)
a.add_argument('--nuclei',default=os.path.join(os.environ.get('STYLIZE_DATA',''),'nuclei')); a.add_argument('--side',type=int,default=900); a.add_argument('--cells',type=int,default=60); a.add_argument('--motion',type=float,default=1); a=a.parse_args()
rng=np.random.default_rng(a.seed); S=a.side
sprites=[]
for f in sorted(glob.glob(a.nuclei+'/*.labels.png')):
    lab=io.imread(f); im=io.imread(f.replace('.labels','')).astype(float); im=im if im.ndim==2 else im[...,0]
    for r in measure.regionprops(lab):
        y0,x0,y1,x1=r.bbox
        if r.area>250 and y0>2 and x0>2 and y1<lab.shape[0]-3 and x1<lab.shape[1]-3:
            m=ndi.gaussian_filter(r.image.astype(float),.7); v=(im[y0:y1,x0:x1]-np.median(im))*m; sprites.append(np.pad(v/max(v.max(),1e-9),4))
yy,xx=np.mgrid[0:S,0:S]; flat=1-.45*(((xx-S*.55)**2+(yy-S*.42)**2)/(S*S*.5))
half=S//2; tile_flat=1-.35*(((np.mgrid[0:half,0:half][1]-half*.56)**2+(np.mgrid[0:half,0:half][0]-half*.44)**2)/(half*half*.5))
os.makedirs(a.out,exist_ok=True); tifffile.imwrite(a.out+'/flat.tif',tile_flat.astype(np.float32))
T=csv.writer(open(a.out+'/truth.csv','w',newline='')); T.writerow(['well','time','cell','x','y','area','gfp'])
D=csv.writer(open(a.out+'/drift.csv','w',newline='')); D.writerow(['well','time','dx','dy'])
E=csv.writer(open(a.out+'/events.csv','w',newline='')); E.writerow(['well','time','cell','event'])
def paste(img,s,x,y,amp):
    s=ndi.shift(s,(y%1,x%1),order=1); x=int(x); y=int(y); h,w=s.shape
    Y0,X0=max(y,0),max(x,0); Y1,X1=min(y+h,S),min(x+w,S)
    if Y1>Y0 and X1>X0: img[Y0:Y1,X0:X1]=np.maximum(img[Y0:Y1,X0:X1],amp*s[Y0-y:Y1-y,X0-x:X1-x])
for w in range(a.wells):
    well='%s%d'%('ABCDEFGH'[w//12],w%12+1); cells={}; n=0
    while len(cells)<a.cells and n<20000:
        n+=1; p=rng.uniform(40,S-60,2)
        if all(np.hypot(*(p-c['p']))>46 for c in cells.values()): cells[len(cells)+1]=dict(p=p,v=a.motion*rng.normal(0,1.2,2),s=sprites[rng.integers(len(sprites))],d=rng.uniform(900,2600),g=rng.choice([0,rng.uniform(500,6000)]))
    nxt=len(cells)+1; drift=np.zeros(2)
    for t in range(a.times):
        if t:
            drift=drift+rng.normal(0,4,2)
            for k in list(cells):
                if k not in cells: continue
                c=cells[k]; c['v']=.7*c['v']+a.motion*rng.normal(0,1,2); q=c['p']+c['v']
                if all(np.hypot(*(q-o['p']))>min(40,np.hypot(*(c['p']-o['p']))) for j,o in cells.items() if j!=k): c['p']=q
                else: c['v']=-c['v']
                u=rng.random()
                if u<.008: del cells[k]; E.writerow([well,t,k,'dies'])
                elif u<.02 and not c.get('young'):
                    f=rng.uniform(0,2*np.pi); d=np.array([np.cos(f),np.sin(f)]); s=ndi.zoom(c['s'],.74,order=1); r=6+.3*max(s.shape)   # Two smaller daughters lie side by side at the position of the mother.
                    if all(np.hypot(*(c['p']-o['p']))>34+r for j,o in cells.items() if j!=k):
                        m=c['p']+np.array(c['s'].shape)[::-1]/2-np.array(s.shape)[::-1]/2
                        cells[nxt]=dict(c,p=m-r*d,v=-1.5*a.motion*d,s=s,young=True); cells[k]=dict(c,p=m+r*d,v=1.5*a.motion*d,s=s,young=True); E.writerow([well,t,k,'divides into %d'%nxt]); nxt+=1
        D.writerow([well,t,'%.3f'%drift[0],'%.3f'%drift[1]])
        im={'DAPI':np.zeros((S,S)),'GFP':np.zeros((S,S))}
        for k,c in cells.items():
            x,y=c['p']+drift; paste(im['DAPI'],c['s'],x,y,c['d']); paste(im['GFP'],c['s'],x,y,c['g'])
            m=c['s']>.15; cy,cx=ndi.center_of_mass(m); T.writerow([well,t,k,'%.2f'%(x+cx),'%.2f'%(y+cy),int(m.sum()),'%.0f'%c['g']])
        for ch,v in im.items():
            v=ndi.gaussian_filter(v,1.0)+300
            for i in range(4):
                r,c=divmod(i,2); tl=v[r*half:(r+1)*half,c*half:(c+1)*half]*tile_flat
                tl=rng.poisson(np.clip(tl,0,None)/2)*2+rng.normal(100,6,tl.shape)
                d='%s/%s'%(a.out,well); os.makedirs(d,exist_ok=True)
                tifffile.imwrite('%s/PLATE_%s_T%d_%d_%s.tif'%(d,well,t,i+1,ch),np.clip(tl,0,65535).astype(np.uint16))
print('%d sprites, %d wells x %d times'%(len(sprites),a.wells,a.times))
