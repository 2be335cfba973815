// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

// Products with blocks of each size, written out: the compiler then keeps the sums
// in registers, and checks bounds once a block.

func (m *BSR) mul2(lo, hi int, dst, x []float64) {
	for i := lo; i < hi; i++ {
		var s0, s1 float64
		for k := m.ptr[i]; k < m.ptr[i+1]; k++ {
			v, w := (*[4]float64)(m.val[4*k:]), (*[2]float64)(x[2*int(m.ind[k]):])
			s0 = s0 + float64(v[0]*w[0]) + float64(v[1]*w[1])
			s1 = s1 + float64(v[2]*w[0]) + float64(v[3]*w[1])
		}
		d := (*[2]float64)(dst[2*i:])
		d[0], d[1] = s0, s1
	}
}

func (m *BSR) mul3(lo, hi int, dst, x []float64) {
	for i := lo; i < hi; i++ {
		var s0, s1, s2 float64
		for k := m.ptr[i]; k < m.ptr[i+1]; k++ {
			v, w := (*[9]float64)(m.val[9*k:]), (*[3]float64)(x[3*int(m.ind[k]):])
			s0 = s0 + float64(v[0]*w[0]) + float64(v[1]*w[1]) + float64(v[2]*w[2])
			s1 = s1 + float64(v[3]*w[0]) + float64(v[4]*w[1]) + float64(v[5]*w[2])
			s2 = s2 + float64(v[6]*w[0]) + float64(v[7]*w[1]) + float64(v[8]*w[2])
		}
		d := (*[3]float64)(dst[3*i:])
		d[0], d[1], d[2] = s0, s1, s2
	}
}

func (m *BSR) mul4(lo, hi int, dst, x []float64) {
	for i := lo; i < hi; i++ {
		var s0, s1, s2, s3 float64
		for k := m.ptr[i]; k < m.ptr[i+1]; k++ {
			v, w := (*[16]float64)(m.val[16*k:]), (*[4]float64)(x[4*int(m.ind[k]):])
			s0 = s0 + float64(v[0]*w[0]) + float64(v[1]*w[1]) + float64(v[2]*w[2]) + float64(v[3]*w[3])
			s1 = s1 + float64(v[4]*w[0]) + float64(v[5]*w[1]) + float64(v[6]*w[2]) + float64(v[7]*w[3])
			s2 = s2 + float64(v[8]*w[0]) + float64(v[9]*w[1]) + float64(v[10]*w[2]) + float64(v[11]*w[3])
			s3 = s3 + float64(v[12]*w[0]) + float64(v[13]*w[1]) + float64(v[14]*w[2]) + float64(v[15]*w[3])
		}
		d := (*[4]float64)(dst[4*i:])
		d[0], d[1], d[2], d[3] = s0, s1, s2, s3
	}
}

func (m *BSR) mul5(lo, hi int, dst, x []float64) {
	for i := lo; i < hi; i++ {
		var s0, s1, s2, s3, s4 float64
		for k := m.ptr[i]; k < m.ptr[i+1]; k++ {
			v, w := (*[25]float64)(m.val[25*k:]), (*[5]float64)(x[5*int(m.ind[k]):])
			s0 = s0 + float64(v[0]*w[0]) + float64(v[1]*w[1]) + float64(v[2]*w[2]) + float64(v[3]*w[3]) + float64(v[4]*w[4])
			s1 = s1 + float64(v[5]*w[0]) + float64(v[6]*w[1]) + float64(v[7]*w[2]) + float64(v[8]*w[3]) + float64(v[9]*w[4])
			s2 = s2 + float64(v[10]*w[0]) + float64(v[11]*w[1]) + float64(v[12]*w[2]) + float64(v[13]*w[3]) + float64(v[14]*w[4])
			s3 = s3 + float64(v[15]*w[0]) + float64(v[16]*w[1]) + float64(v[17]*w[2]) + float64(v[18]*w[3]) + float64(v[19]*w[4])
			s4 = s4 + float64(v[20]*w[0]) + float64(v[21]*w[1]) + float64(v[22]*w[2]) + float64(v[23]*w[3]) + float64(v[24]*w[4])
		}
		d := (*[5]float64)(dst[5*i:])
		d[0], d[1], d[2], d[3], d[4] = s0, s1, s2, s3, s4
	}
}

func (m *BSR) mul6(lo, hi int, dst, x []float64) {
	for i := lo; i < hi; i++ {
		var s0, s1, s2, s3, s4, s5 float64
		for k := m.ptr[i]; k < m.ptr[i+1]; k++ {
			v, w := (*[36]float64)(m.val[36*k:]), (*[6]float64)(x[6*int(m.ind[k]):])
			s0 = s0 + float64(v[0]*w[0]) + float64(v[1]*w[1]) + float64(v[2]*w[2]) + float64(v[3]*w[3]) + float64(v[4]*w[4]) + float64(v[5]*w[5])
			s1 = s1 + float64(v[6]*w[0]) + float64(v[7]*w[1]) + float64(v[8]*w[2]) + float64(v[9]*w[3]) + float64(v[10]*w[4]) + float64(v[11]*w[5])
			s2 = s2 + float64(v[12]*w[0]) + float64(v[13]*w[1]) + float64(v[14]*w[2]) + float64(v[15]*w[3]) + float64(v[16]*w[4]) + float64(v[17]*w[5])
			s3 = s3 + float64(v[18]*w[0]) + float64(v[19]*w[1]) + float64(v[20]*w[2]) + float64(v[21]*w[3]) + float64(v[22]*w[4]) + float64(v[23]*w[5])
			s4 = s4 + float64(v[24]*w[0]) + float64(v[25]*w[1]) + float64(v[26]*w[2]) + float64(v[27]*w[3]) + float64(v[28]*w[4]) + float64(v[29]*w[5])
			s5 = s5 + float64(v[30]*w[0]) + float64(v[31]*w[1]) + float64(v[32]*w[2]) + float64(v[33]*w[3]) + float64(v[34]*w[4]) + float64(v[35]*w[5])
		}
		d := (*[6]float64)(dst[6*i:])
		d[0], d[1], d[2], d[3], d[4], d[5] = s0, s1, s2, s3, s4, s5
	}
}
