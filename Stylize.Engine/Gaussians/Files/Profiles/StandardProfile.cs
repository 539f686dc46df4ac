using Stylize.Engine.Gaussians.Files.Coding;
using Stylize.Engine.Gaussians.Files.Container;
using Stylize.Engine.Gaussians.Ordering;
using Stylize.Engine.Gaussians.Shapes;
using static Stylize.Engine.Gaussians.Files.Profiles.StandardProfile;

namespace Stylize.Engine.Gaussians.Files.Profiles;

/// <summary>
/// The 16-bit profile: 2 x 16 bits for the position in the bounding box of all centers, 2 x 16 bits for the binary
/// logarithms of the standard deviations, 16 bits for the angle, and 8 bits each for colors, alpha and the binary
/// logarithm of the opacity. Alpha and opacity are stored only if some are not 1.
/// </summary>
/// <remarks>
/// Largest errors are half a step. Steps: position 1/65535 of the box; binary logarithm of the standard deviations
/// 31/65535; angle pi/65536; color 1/255 of the range.
/// </remarks>
internal static class StandardProfile
{
    /// <summary>Step of the binary logarithm of a standard deviation: 2^-10 to 2^21 pixels in 65535 steps.</summary>
    internal const double LogStep = 31.0 / 65535;
    public const uint Max16 = ushort.MaxValue;
    public const uint Angles = 65536;

    /// <summary>Smallest opacity; smaller ones are clamped.</summary>
    private const float MinOpacity = 1f / (1 << 20);

    /// <summary>Gaussians per work item of a thread.</summary>
    public const int RunLength = 4096;

    /// <summary>
    /// Returns the bits per value of the planes: position (Morton index, or x above y), 3 of shape, 3 of color, then
    /// alpha and opacity if stored.
    /// </summary>
    internal static int[] Widths(bool hasAlpha, bool hasOpacity) =>
        [32, 16, 16, 16, 8, 8, 8, .. hasAlpha ? [8] : Array.Empty<int>(), .. hasOpacity ? [8] : Array.Empty<int>()];

    /// <summary>Returns the binary logarithm of an opacity, because the opacities of a fit span several
    /// decades.</summary>
    public static float OpacityLog(float opacity) => (float)PortableMath.Log2(Math.Max(opacity, MinOpacity));

    public readonly record struct Ranges(ValueRange X, ValueRange Y, ValueRange Color, ValueRange Opacity)
    {
        public const int Bytes = 32;

        public static Ranges Around(GaussianStore store) => new(
            ValueRange.Around(0, 1, store.X), ValueRange.Around(0, 1, store.Y),
            ValueRange.Around(0, 1, store.R).Including(store.G).Including(store.B),
            OpacityLogs(store.Opacity));

        public static Ranges Parse(ReadOnlyMemory<byte> bytes)
        {
            GaussianFormatException.ThrowIf(
                bytes.Length != Bytes, "the parameters of the profile have the wrong length");

            var fields = new LittleEndianReader(bytes);
            return new(
                ValueRange.Parse(fields), ValueRange.Parse(fields), ValueRange.Parse(fields), ValueRange.Parse(fields));
        }

        private static ValueRange OpacityLogs(ReadOnlySpan<float> opacities)
        {
            var min = 1f;
            foreach (var opacity in opacities)
            {
                min = Math.Min(min, opacity);
            }

            return new(Math.Min(-1, OpacityLog(min)), 0);
        }

        public byte[] ToBytes() => [.. X.ToBytes(), .. Y.ToBytes(), .. Color.ToBytes(), .. Opacity.ToBytes()];
    }
}

/// <summary>Writes layers of the 16-bit profile.</summary>
internal sealed class StandardEncoder(GaussianModel model, ThreadGrant maxThreads) : LayerEncoder
{
    private readonly Ranges _ranges = Ranges.Around(model.Store);
    private readonly bool _hasOpacity = GaussianFileHeader.HasValuesOtherThanOne(model.Store.Opacity);
    private readonly bool _orderIsFree = model.Compositing != GaussianCompositing.Over;

    public override ReadOnlyMemory<byte> Parameters => _ranges.ToBytes();

    public override EncodedLayer Encode(int[] indices)
    {
        var (codes, order) = PositionCodes(indices);
        var widths = Widths(model.HasAlpha, _hasOpacity);
        var planes = new uint[widths.Length][];
        for (var k = 0; k < planes.Length; k++)
        {
            planes[k] = new uint[order.Length];
        }

        planes[0] = codes;
        RowBands.ForEach(
            order.Length, maxThreads, CancellationToken.None,
            (_, first, end) => Fill(planes, order, first, end), RunLength);
        return new(PlaneStreams.Encode<PlaneCoder>(planes, widths, maxThreads), []);
    }

    private (uint[] PositionCodes, int[] Order) PositionCodes(int[] indices)
    {
        var order = (int[])indices.Clone();
        var codes = new uint[order.Length];
        var x = model.Store.X;
        var y = model.Store.Y;
        for (var i = 0; i < order.Length; i++)
        {
            var (u, v) = (_ranges.X.Quantize(x[order[i]], Max16), _ranges.Y.Quantize(y[order[i]], Max16));
            codes[i] = _orderIsFree ? (uint)MortonCurve.Index(u, v) : (u << 16) | v;
        }

        if (_orderIsFree)
        {
            RadixSort.Sort(codes, order);
        }

        return (codes, order);
    }

    private void Fill(uint[][] planes, int[] order, int first, int end)
    {
        var store = model.Store;
        for (var i = first; i < end; i++)
        {
            var g = order[i];
            (planes[1][i], planes[2][i], planes[3][i]) =
                QuantizedShape.FromCholesky(store.L11[g], store.L21[g], store.L22[g], LogStep, Max16, Angles);
            planes[4][i] = _ranges.Color.Quantize(store.R[g], 255);
            planes[5][i] = _ranges.Color.Quantize(store.G[g], 255);
            planes[6][i] = _ranges.Color.Quantize(store.B[g], 255);
            if (model.HasAlpha)
            {
                planes[7][i] = new ValueRange(0, 1).Quantize(store.A[g], 255);
            }

            if (_hasOpacity)
            {
                planes[^1][i] = _ranges.Opacity.Quantize(OpacityLog(store.Opacity[g]), 255);
            }
        }
    }
}

/// <summary>Reads layers of the 16-bit profile.</summary>
internal sealed class StandardDecoder(GaussianFileHeader header, ThreadGrant maxThreads) : LayerDecoder
{
    private readonly Ranges _ranges = Ranges.Parse(header.Parameters);

    public override int Decode(FileLayer layer, GaussianStore target, int first)
    {
        var count = layer.Count;
        var widths = Widths(header.HasAlpha, header.HasOpacity);
        PlaneStreams.Decode<PlaneCoder>(layer.Payload, widths, target, first, count, maxThreads);
        RowBands.ForEach(count, maxThreads, CancellationToken.None, (_, from, end) =>
        {
            for (var i = from; i < end; i++)
            {
                Set(target, first + i, widths.Length);
            }
        }, RunLength);
        return count;
    }

    /// <summary>Replaces the integers of a Gaussian in the planes by its values.</summary>
    private void Set(GaussianStore target, int g, int planes)
    {
        var center = Bits(0);
        var (u, v) = header.OrderIsFree ? MortonCurve.Cell(center) : (center >> 16, center & Max16);
        target[g] = new(
            _ranges.X.Value(u, Max16),
            _ranges.Y.Value(v, Max16),
            QuantizedShape.ToCholesky(Bits(1), Bits(2), Bits(3), LogStep, Angles),
            new(
                _ranges.Color.Value(Bits(4), 255),
                _ranges.Color.Value(Bits(5), 255),
                _ranges.Color.Value(Bits(6), 255),
                header.HasAlpha ? Bits(7) / 255f : 1),
            header.HasOpacity ? (float)PortableMath.Exp2(_ranges.Opacity.Value(Bits(planes - 1), 255)) : 1,
            0);

        uint Bits(int plane) => PlaneStreams.Bits(target, plane, g, 1)[0];
    }
}

/// <summary>The range of a uniform quantizer, both ends included.</summary>
/// <param name="Min">Value of level 0.</param>
/// <param name="Max">Value of the largest level.</param>
internal readonly record struct ValueRange(float Min, float Max)
{
    /// <summary>Returns the smallest range that contains the values and [min, max].</summary>
    public static ValueRange Around(float min, float max, ReadOnlySpan<float> values) =>
        new ValueRange(min, max).Including(values);

    public ValueRange Including(ReadOnlySpan<float> values)
    {
        var (min, max) = this;
        foreach (var value in values)
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        return new(min, max);
    }

    /// <summary>Returns the nearest level, 0 to <paramref name="levels"/>. Values outside the range are
    /// clamped.</summary>
    public uint Quantize(float value, uint levels) =>
        (uint)Math.Clamp(Math.Round((value - (double)Min) / ((double)Max - Min) * levels), 0, levels);

    public float Value(uint level, uint levels) => (float)(Min + (((double)Max - Min) * level / levels));

    public byte[] ToBytes() => [.. LittleEndian.Single(Min), .. LittleEndian.Single(Max)];

    public static ValueRange Parse(LittleEndianReader source)
    {
        var range = new ValueRange(source.Single(), source.Single());
        return float.IsFinite(range.Min) && float.IsFinite(range.Max) && range.Min < range.Max
            ? range
            : throw new GaussianFormatException("a range in the parameters of the profile is empty or not finite");
    }
}

/// <summary>Quantizes a shape: binary logarithms of both standard deviations, and the angle of the longer
/// axis.</summary>
internal static class QuantizedShape
{
    /// <summary>Binary logarithm of the standard deviation of level 0, in pixels.</summary>
    public const double MinLog = -10;

    /// <param name="angles">Number of angles in half a turn, a power of 2.</param>
    public static (uint Long, uint Short, uint Angle) FromCholesky(
        float l11, float l21, float l22, double step, uint max, uint angles)
    {
        var (xx, xy, yy) = ((double)l11 * l11, (double)l11 * l21, ((double)l21 * l21) + ((double)l22 * l22));
        var half = (xx - yy) / 2;
        var large = ((xx + yy) / 2) + Math.Sqrt((half * half) + (xy * xy));
        var determinantLog = PortableMath.Log2((double)l11 * l22);
        var longLog = PortableMath.Log2(large) / 2;
        var angle = PortableMath.Atan2(xy, half) / (2 * Math.PI);
        return (Level(longLog), Level(determinantLog - longLog), (uint)(int)Math.Round(angle * angles) & (angles - 1));

        uint Level(double log) => (uint)Math.Clamp(Math.Round((log - MinLog) / step), 0, max);
    }

    public static CholeskyShape<float> ToCholesky(uint longer, uint shorter, uint angle, double step, uint angles)
    {
        var a = PortableMath.Exp2(MinLog + (longer * step));
        var b = PortableMath.Exp2(MinLog + (shorter * step));
        var (sin, cos) = PortableMath.SinCos(Math.PI * angle / angles);
        var xx = (a * a * cos * cos) + (b * b * sin * sin);
        var xy = ((a * a) - (b * b)) * cos * sin;
        var l11 = Math.Sqrt(xx);
        return new((float)l11, (float)(xy / l11), (float)(a * b / l11));
    }
}
