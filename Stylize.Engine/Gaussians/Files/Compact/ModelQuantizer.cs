namespace Stylize.Engine.Gaussians.Files.Compact;

/// <summary>
/// Quantizes the Gaussians of a model in vectors of four, with the results of <see cref="CompactQuantizer"/>. The last
/// vector may extend beyond the Gaussians, because the planes are padded.
/// </summary>
internal sealed unsafe class ModelQuantizer(GaussianModel model, CompactQuantizer quantizer)
{
    private static int Lanes => Vector256<double>.Count;

    private static readonly Vector256<double> MaxLevels = Vector256.Create((double)CompactQuantizer.MaxLevel);
    private static readonly Vector256<double> PointsPerPixel =
        Vector256.Create((double)CompactQuantizer.PointsPerPixel);

    /// <summary>Receives the quantized Gaussians.</summary>
    public CompactGaussian[] Gaussians { get; } = new CompactGaussian[model.Count];

    /// <summary>Receives the larger of the standard deviations along the axes of the picture, in pixels.</summary>
    public double[] Deviations { get; } = new double[model.Count];

    /// <param name="first">A multiple of four.</param>
    public void Quantize(int first, int end)
    {
        var buffer = stackalloc double[6 * Lanes];
        float* alpha = model.Store.PlanePointer(8), opacity = model.Store.PlanePointer(9);
        for (var i = first; i < end; i += Lanes)
        {
            var (l11, l21, l22) = (Load(2, i), Load(3, i), Load(4, i));
            var square = l11 * l22;
            var (xx, yy) = (l11 * l11 / square, ((l21 * l21) + (l22 * l22)) / square);
            var q = Vector256.Sqrt(xx + yy + Vector256.Create(2.0));
            var (u, v) = ((xx - yy) / q, Vector256.Create(2.0) * (l11 * l21 / square) / q);
            Vector256.Sqrt(Vector256.Sqrt(Vector256.Sqrt(square))).Store(buffer);

            var count = Math.Min(Lanes, end - i);
            for (var lane = 0; lane < count; lane++)
            {
                var log = CompactQuantizer.OpacityLog(opacity[i + lane]);
                ref var g = ref Gaussians[i + lane];
                g = quantizer.QuantizeSize(log, buffer[lane]);
                var scales = quantizer.Scales(g);
                buffer[lane] = scales.Radius;
                buffer[lane + Lanes] = scales.Position;
                buffer[lane + (2 * Lanes)] = scales.Elongation;
                buffer[lane + (3 * Lanes)] = scales.ElongationStep.MaxElongation;
                buffer[lane + (4 * Lanes)] = scales.Luma;
                buffer[lane + (5 * Lanes)] = scales.Chroma;
            }

            var unit = Vector256.Create(1.0 / CompactQuantizer.Units);
            var step = Vector256.Load(buffer + (2 * Lanes)) * unit;
            var max = Vector256.Load(buffer + (3 * Lanes));
            (u, v) = (Levels(u / step, max), Levels(v / step, max));
            var (us, vs) = (ToInt32(u), ToInt32(v));
            (u, v) = (u * step, v * step);
            var length = (u * u) + (v * v);
            var s = u * Vector256.Sqrt(length + Vector256.Create(4.0));
            length += Vector256.Create(2.0);
            (xx, yy) = ((length + s) / Vector256.Create(2.0), (length - s) / Vector256.Create(2.0));
            var deviations = Vector256.Load(buffer) * Vector256.Sqrt(Vector256.MaxNative(xx, yy));
            var position = Vector256.Load(buffer + Lanes);
            var (stepsX, stepsY) = (position / Vector256.Sqrt(yy), position / Vector256.Sqrt(xx));

            var (luma, chroma) =
                (Vector256.Load(buffer + (4 * Lanes)) * unit, Vector256.Load(buffer + (5 * Lanes)) * unit);
            var (red, green, blue) = (Load(5, i), Load(6, i), Load(7, i));
            var lumas = ToInt32(
                Levels((red + (Vector256.Create(2.0) * green) + blue) / Vector256.Create(4.0) / luma, MaxLevels));
            var oranges = ToInt32(Levels((red - blue) / chroma, MaxLevels));
            var greens = ToInt32(Levels((green - ((red + blue) / Vector256.Create(2.0))) / chroma, MaxLevels));

            (Load(0, i) * Vector256.Create((double)model.Width) * PointsPerPixel).Store(buffer);
            (Load(1, i) * Vector256.Create((double)model.Height) * PointsPerPixel).Store(buffer + Lanes);
            stepsX.Store(buffer + (2 * Lanes));
            stepsY.Store(buffer + (3 * Lanes));
            for (var lane = 0; lane < count; lane++)
            {
                ref var g = ref Gaussians[i + lane];
                (g.U, g.V) = (us[lane], vs[lane]);
                (g.Luma, g.Orange, g.Green) = (lumas[lane], oranges[lane], greens[lane]);
                g.X = CompactQuantizer.Coordinate(buffer[lane], CompactQuantizer.Drop(buffer[lane + (2 * Lanes)]));
                g.Y = CompactQuantizer.Coordinate(
                    buffer[lane + Lanes], CompactQuantizer.Drop(buffer[lane + (3 * Lanes)]));
                g.Alpha = CompactQuantizer.QuantizeAlpha(alpha[i + lane]);
                Deviations[i + lane] = deviations[lane];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<double> Load(int plane, int i)
    {
        var values = Vector128.Load(model.Store.PlanePointer(plane) + i);
        if (Avx.IsSupported) return Avx.ConvertToVector256Double(values);

        var (lower, upper) = Vector128.Widen(values);
        return Vector256.Create(lower, upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Levels(in Vector256<double> values, in Vector256<double> max) =>
        Vector256.MinNative(Vector256.MaxNative(Vector256.Round(values), -max), max);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> ToInt32(in Vector256<double> values)
    {
        if (Avx.IsSupported) return Avx.ConvertToVector128Int32WithTruncation(values);

        var whole = Vector256.ConvertToInt64Native(values);
        return Vector128.Narrow(whole.GetLower(), whole.GetUpper());
    }
}
