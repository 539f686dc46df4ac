namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>Prepares Gaussians for the rendering kernels, for one grid of samples.</summary>
internal static unsafe class GaussianPreparer
{
    private static int Lanes => Vector256<double>.Count;

    /// <summary>
    /// Smallest conditional variance of x given y, and of y, in samples squared. Narrower shapes fall between the
    /// samples.
    /// </summary>
    private const double MinVariance = 1e-8;

    /// <summary>Largest of these variances. Wider shapes are constant over any picture.</summary>
    private const double MaxVariance = 1e20;

    public static PreparedModel Prepare(
        GaussianModel model, SampleGrid columns, SampleGrid rows, float fullAlpha, ThreadGrant maxThreads,
        CancellationToken cancellation)
    {
        var isAveraged = columns.IsCoarse && model.Compositing == GaussianCompositing.Normalized;
        var rules = new Rules(fullAlpha, isAveraged ? InverseWeight(model) : 0);
        var prepared = new PreparedModel(model.Count);
        RowBands.ForEach(model.Count, maxThreads, cancellation, (_, first, end) =>
        {
            for (; first <= end - Lanes; first += Lanes)
            {
                Prepare(model, first, columns, rows, rules, prepared.Gaussians.Pointer + first,
                    prepared.Boxes.Pointer + first);
            }

            if (first < end)
            {
                // The planes are padded, so whole vectors may be read.
                var gaussians = stackalloc PreparedGaussian[Lanes];
                var boxes = stackalloc SampleBox[Lanes];
                Prepare(model, first, columns, rows, rules, gaussians, boxes);
                new ReadOnlySpan<PreparedGaussian>(gaussians, end - first).CopyTo(prepared.Gaussians.Span[first..]);
                new ReadOnlySpan<SampleBox>(boxes, end - first).CopyTo(prepared.Boxes.Span[first..]);
            }
        }, bandHeight: 4096);
        return prepared;
    }

    /// <summary>Returns 1 divided by the mean sum of weights at a pixel; 0 if it is unknown.</summary>
    public static double InverseWeight(GaussianModel model)
    {
        var store = model.Store;
        ReadOnlySpan<float> l11 = store.L11, l22 = store.L22, opacity = store.Opacity;
        var sums = Vector256<double>.Zero;
        var i = 0;
        for (; i <= l11.Length - Lanes; i += Lanes)
        {
            sums += Widen(Vector128.Create(l11[i..])) * Widen(Vector128.Create(l22[i..]))
                * Widen(Vector128.Create(opacity[i..]));
        }

        var sum = Vector256.Sum(sums);
        for (; i < l11.Length; i++)
        {
            sum += (double)l11[i] * l22[i] * opacity[i];
        }

        var inverse = (double)model.Width * model.Height / (2 * Math.PI * sum);
        return double.IsFinite(inverse) ? inverse : 0;
    }

    /// <summary>Prepares four Gaussians, one per lane, in double precision.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Prepare(
        GaussianModel model, int first, in SampleGrid columns, in SampleGrid rows, in Rules rules,
        PreparedGaussian* gaussians, SampleBox* boxes)
    {
        nint plane = model.Store.Stride;
        var planes = model.Store.PlanePointer(0) + first;
        var l11 = Widen(Vector128.Load(planes + (2 * plane))) * columns.PerSource;
        var l21 = Widen(Vector128.Load(planes + (3 * plane))) * rows.PerSource;
        var l22 = Widen(Vector128.Load(planes + (4 * plane))) * rows.PerSource;
        var (addX, addY) = (Vector256.Create(columns.AddedVariance), Vector256.Create(rows.AddedVariance));
        var (minVariance, maxVariance) = (Vector256.Create(MinVariance), Vector256.Create(MaxVariance));
        var xx = l11 * l11;
        var yy = (l21 * l21) + (l22 * l22);
        var determinant = xx * l22 * l22;
        var convolved = determinant + (addX * yy) + (addY * xx) + (addX * addY);
        var varianceY = Vector256.Max(yy + addY, minVariance);
        var varianceXGivenY = Vector256.Max(convolved / varianceY, minVariance);
        var slope = l11 * l21 / varianceY;
        var centerX = (Widen(Vector128.Load(planes)) * columns.Samples) - Vector256.Create(0.5);
        var centerY = (Widen(Vector128.Load(planes + plane)) * rows.Samples) - Vector256.Create(0.5);
        var cutoff = Vector256.Create((double)model.Cutoff);
        var varianceX = varianceXGivenY + (slope * slope * varianceY);
        var deviationY = Vector256.Sqrt(varianceY);
        var (reachX, reachY) = (cutoff * Vector256.Sqrt(varianceX), cutoff * deviationY);
        var scale = Vector256.Create((double)-GaussianWindow.HalfLog2E);
        var acrossRow = scale / Vector256.Min(varianceXGivenY, maxVariance);
        var row = scale / Vector256.Min(varianceY, maxVariance);
        var down = row + (acrossRow * slope * slope);
        var inverse = Vector256<double>.One / varianceX;
        var aspect = Vector256.Sqrt(varianceXGivenY) * deviationY * inverse;
        var amplitude = addX[0] + addY[0] > 0 ? Vector256.Sqrt(determinant / convolved) : Vector256<double>.One;

        var (x, y, s, a) = (Narrow(centerX), Narrow(centerY), Narrow(slope), Narrow(acrossRow));
        var (r, d, change, reach) = (Narrow(row), Narrow(down), Narrow(Exp2(2 * down)), Narrow(reachX));
        var (lowestX, lean, height) = (Narrow(slope * reachY), Narrow(slope * varianceY * inverse), Narrow(aspect));
        var opacity = Vector128.Load(planes + (9 * plane));
        if (rules.InverseWeight > 0)
        {
            var wide = Widen(opacity);
            opacity = Narrow(
                wide / (Vector256<double>.One + (wide * (Vector256<double>.One - amplitude) * rules.InverseWeight)));
        }

        var weight = opacity * Narrow(amplitude);
        var weightedAlpha = model.HasAlpha ? weight * Vector128.Load(planes + (8 * plane)) : weight;
        var isOver = model.Compositing == GaussianCompositing.Over;
        var color = isOver ? Vector128<float>.One : weightedAlpha;
        var c0 = Vector128.Load(planes + (5 * plane)) * color;
        var c1 = Vector128.Load(planes + (6 * plane)) * color;
        var c2 = Vector128.Load(planes + (7 * plane)) * color;
        var c3 = model.Compositing == GaussianCompositing.Normalized ? weight : weightedAlpha;
        var c4 = isOver ? Vector128.Create(rules.FullAlpha) : weightedAlpha;
        var (top, bottom) = (First(centerY - reachY, rows.Samples), Last(centerY + reachY, rows.Samples));
        var (left, right) = (First(centerX - reachX, columns.Samples), Last(centerX + reachX, columns.Samples));

        var sum = x + y + s + a + r + d + change + reach + lowestX + lean + height + c0 + c1 + c2 + c3 + c4;
        var isVisible = Vector128.LessThan(Vector128.Abs(sum), Vector128.Create(float.PositiveInfinity)).AsInt32()
            & Vector128.LessThanOrEqual(left, right);
        top &= isVisible;
        bottom = Vector128.ConditionalSelect(isVisible, bottom, Vector128.Create(-1));
        var box = (float*)boxes;
        StoreColumns(top.AsSingle(), bottom.AsSingle(), left.AsSingle(), right.AsSingle(), box,
            sizeof(SampleBox) / sizeof(float));
        nint stride = sizeof(PreparedGaussian) / sizeof(float);
        var target = (float*)gaussians;
        StoreColumns(x, y, s, a, target, stride);
        StoreColumns(r, d, change, reach, target + 4, stride);
        StoreColumns(lowestX, lean, height, c0, target + 8, stride);
        StoreColumns(c1, c2, c3, c4, target + 12, stride);
    }

    /// <summary>Transposes vectors of four Gaussians and writes each contiguously, <paramref name="stride"/> floats
    /// apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreColumns(
        Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d, float* target, nint stride)
    {
        var order = Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7);
        var ab = Vector256.Shuffle(Vector256.Create(a, b), order).AsDouble();
        var cd = Vector256.Shuffle(Vector256.Create(c, d), order).AsDouble();
        for (var k = 0; k < Lanes; k++)
        {
            Vector128.Create(ab[k], cd[k]).AsSingle().Store(target + (k * stride));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Widen(Vector128<float> value)
    {
        var (lower, upper) = Vector128.Widen(value);
        return Vector256.Create(lower, upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Narrow(Vector256<double> value) =>
        Vector128.Narrow(value.GetLower(), value.GetUpper());

    /// <summary>Computes 2^t for t of at most 0, with a relative error of 1e-8; 2^-126 for t below -126.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Exp2(Vector256<double> t)
    {
        // The lowest bits of the sum are the integer nearest to t.
        var shift = Vector256.Create(6755399441055744.0);
        t = Vector256.Max(t, Vector256.Create(-126.0));
        var whole = t + shift;
        var f = t - (whole - shift);
        var p = (f * 1.52527338040598e-5) + Vector256.Create(1.5403530393381608e-4);
        p = (p * f) + Vector256.Create(1.3333558146428443e-3);
        p = (p * f) + Vector256.Create(9.618129107628477e-3);
        p = (p * f) + Vector256.Create(5.550410866482158e-2);
        p = (p * f) + Vector256.Create(2.402265069591007e-1);
        p = (p * f) + Vector256.Create(6.931471805599453e-1);
        p = (p * f) + Vector256<double>.One;
        return (p.AsInt64() + (whole.AsInt64() << 52)).AsDouble();
    }

    /// <summary>Returns the first sample at or after an edge, 0 to <paramref name="samples"/>. The result is exact in a
    /// float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> First(Vector256<double> edge, int samples) =>
        ToInt32(Vector256.Min(
            Vector256.Max(Vector256.Floor(edge), Vector256<double>.Zero), Vector256.Create((double)samples)));

    /// <summary>Returns the last sample at or before an edge, -1 to <paramref name="samples"/> - 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Last(Vector256<double> edge, int samples) =>
        ToInt32(Vector256.Min(
            Vector256.Max(Vector256.Ceiling(edge), Vector256.Create(-1.0)), Vector256.Create((double)samples - 1)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> ToInt32(Vector256<double> value) => Vector128.ConvertToInt32Native(Narrow(value));

    /// <summary>How values depend on the rendering.</summary>
    /// <param name="FullAlpha">Alpha above which a sample is finished, with "over" compositing.</param>
    /// <param name="InverseWeight">
    /// 1 divided by the sum of weights that surrounds a Gaussian; 0 to keep its opacity. If a Gaussian of opacity o
    /// covers a share f of a pixel where the others weigh D, its share of the mean is f o / (o + D). Convolved, it has
    /// the share f o' / (f o' + D). Both are equal if o' = o / (1 + o (1 - f) / D). Without this, small Gaussians of
    /// high opacity would become spots.
    /// </param>
    private readonly record struct Rules(float FullAlpha, double InverseWeight);
}
