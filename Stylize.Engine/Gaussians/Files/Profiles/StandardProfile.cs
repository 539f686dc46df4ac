using Stylize.Engine.Gaussians.Files.Coding;
using Stylize.Engine.Gaussians.Files.Container;
using Stylize.Engine.Gaussians.Ordering;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Files.Profiles;

/// <summary>
/// The 16-bit profile: position 2 x 16 bits over the box of all centers, binary logarithms of the standard deviations 2 x 16 bits, angle 16
/// bits; color, alpha and the binary logarithm of opacity 8 bits each over their range. Alpha and opacity are stored only where they are
/// not 1 everywhere.
/// </summary>
/// <remarks>Errors at most: position half a step of 1/65535 of the box; standard deviations half a step of 31/65535 in binary logarithm;
/// angle half a step of pi/65536;
/// color half a step of 1/255 of the range.</remarks>
internal sealed class StandardProfile : IProfileCodec
{
    /// <summary>Step of the binary logarithms of standard deviations: 2^-10 to 2^21 pixels in 65535 steps.</summary>
    internal const double LogStep = 31.0 / 65535;
    private const uint Max16 = 65535;
    private const uint Angles = 65536;

    /// <summary>Smaller opacities are stored as this one.</summary>
    private const float MinOpacity = 1f / (1 << 20);

    /// <summary>Gaussians that a thread does at a time.</summary>
    private const int RunLength = 4096;

    public bool KeepsWeights => false;

    public IReadOnlyList<int> PlanLayers(int count) => LayerPlan.Halving(count);

    public ILayerEncoder CreateEncoder(GaussianModel model, ThreadGrant maxThreads) => new Encoder(model, maxThreads);

    public ILayerDecoder CreateDecoder(GaussianFileHeader header, PixelRectangle? region, ThreadGrant maxThreads) =>
        new Decoder(header, maxThreads);

    /// <summary>Bits of the planes: place (Morton index or x above y), 3 of shape, 3 of color, then alpha and opacity if stored.</summary>
    internal static int[] Widths(bool hasAlpha, bool hasOpacity) =>
        [32, 16, 16, 16, 8, 8, 8, .. hasAlpha ? [8] : Array.Empty<int>(), .. hasOpacity ? [8] : Array.Empty<int>()];

    /// <summary>Binary logarithm of an opacity: opacities are fitted weights over several decades.</summary>
    private static float OpacityLog(float opacity) => (float)PortableMath.Log2(Math.Max(opacity, MinOpacity));

    /// <summary>Ranges of x, y, colors and the binary logarithm of opacity.</summary>
    private readonly record struct Ranges(ValueRange X, ValueRange Y, ValueRange Color, ValueRange Opacity)
    {
        public const int Bytes = 32;

        public static Ranges Of(GaussianStore store) => new(
            ValueRange.Of(0, 1, store.X), ValueRange.Of(0, 1, store.Y), ValueRange.Of(0, 1, store.R).Including(store.G).Including(store.B),
            OpacityLogs(store.Opacity));

        public static Ranges Parse(ReadOnlySpan<byte> bytes)
        {
            GaussianFormatException.ThrowIf(bytes.Length != Bytes, "the profile's parameters have the wrong length");

            return new(ValueRange.Parse(bytes), ValueRange.Parse(bytes[8..]), ValueRange.Parse(bytes[16..]), ValueRange.Parse(bytes[24..]));
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

        public byte[] ToBytes()
        {
            var bytes = new byte[Bytes];
            X.Write(bytes);
            Y.Write(bytes.AsSpan(8));
            Color.Write(bytes.AsSpan(16));
            Opacity.Write(bytes.AsSpan(24));
            return bytes;
        }
    }

    private sealed class Encoder(GaussianModel model, ThreadGrant maxThreads) : ILayerEncoder
    {
        private readonly Ranges _ranges = Ranges.Of(model.Store);
        private readonly bool _hasOpacity = GaussianFileHeader.HasOtherThanOne(model.Store.Opacity);
        private readonly bool _orderIsFree = model.Compositing != GaussianCompositing.Over;

        public ReadOnlyMemory<byte> Parameters => _ranges.ToBytes();

        public EncodedLayer Encode(int[] indices)
        {
            var (places, order) = Places(indices);
            var widths = Widths(model.HasAlpha, _hasOpacity);
            var planes = new uint[widths.Length][];
            for (var k = 0; k < planes.Length; k++)
            {
                planes[k] = new uint[order.Length];
            }

            planes[0] = places;
            RowBands.ForEach(
                order.Length, maxThreads, CancellationToken.None, (_, first, end) => Fill(planes, order, first, end), RunLength);
            return new(PlaneStreams.Encode<PlaneCoder>(planes, widths, maxThreads), []);
        }

        private (uint[] Places, int[] Order) Places(int[] indices)
        {
            var order = (int[])indices.Clone();
            var places = new uint[order.Length];
            var x = model.Store.X;
            var y = model.Store.Y;
            for (var i = 0; i < order.Length; i++)
            {
                var (u, v) = (_ranges.X.Quantize(x[order[i]], Max16), _ranges.Y.Quantize(y[order[i]], Max16));
                places[i] = _orderIsFree ? (uint)MortonCurve.Index(u, v) : (u << 16) | v;
            }

            if (_orderIsFree)
            {
                RadixSort.Sort(places, order);
            }

            return (places, order);
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

    private sealed class Decoder(GaussianFileHeader header, ThreadGrant maxThreads) : ILayerDecoder
    {
        private readonly Ranges _ranges = Ranges.Parse(header.Parameters.Span);

        public int Decode(FileLayer layer, GaussianStore target, int first)
        {
            var count = layer.Count;
            var planes = PlaneStreams.Decode<PlaneCoder>(layer.Payload, Widths(header.HasAlpha, header.HasOpacity), count, maxThreads);
            RowBands.ForEach(count, maxThreads, CancellationToken.None, (_, from, end) =>
            {
                for (var i = from; i < end; i++)
                {
                    Set(target, first + i, planes, i);
                }
            }, RunLength);
            return count;
        }

        private void Set(GaussianStore target, int g, uint[][] planes, int i)
        {
            var (u, v) = header.OrderIsFree ? MortonCurve.Cell(planes[0][i]) : (planes[0][i] >> 16, planes[0][i] & Max16);
            target[g] = new(
                _ranges.X.Value(u, Max16),
                _ranges.Y.Value(v, Max16),
                QuantizedShape.ToCholesky(planes[1][i], planes[2][i], planes[3][i], LogStep, Angles),
                new(
                    _ranges.Color.Value(planes[4][i], 255),
                    _ranges.Color.Value(planes[5][i], 255),
                    _ranges.Color.Value(planes[6][i], 255),
                    header.HasAlpha ? planes[7][i] / 255f : 1),
                header.HasOpacity ? (float)PortableMath.Exp2(_ranges.Opacity.Value(planes[^1][i], 255)) : 1,
                0);
        }
    }
}
