using System.Buffers.Binary;
using Stylize.Engine.Gaussians.Ordering;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>
/// The compact profile: position on a grid of quarter pixels, standard deviations in steps of a twelfth of an octave, 64 angles, colour as
/// <see cref="CompactColor"/>, alpha and the binary logarithm of opacity in 64 steps where stored.
/// </summary>
internal sealed class CompactProfile : IProfileCodec
{
    private const float CellsPerPixel = 4;
    private const double LogStep = 1.0 / 12;
    private const uint MostLog = 372;
    private const uint Angles = 64;
    private const uint AlphaLevels = 63;

    /// <summary>Binary logarithms of the opacities, which are fitted weights and span decades.</summary>
    private static readonly ValueRange OpacityLogs = new(-10, 0);

    public GaussianProfile Profile => GaussianProfile.Compact;

    public byte Version => 1;

    public bool KeepsWeights => false;

    /// <summary>A quarter of the Gaussians first, then the others: every further layer costs the order within it.</summary>
    public IReadOnlyList<int> PlanLayers(int count) => count < 64 ? (count > 0 ? [count] : []) : [count / 4, count - (count / 4)];

    public ILayerEncoder CreateEncoder(GaussianModel model, int maxThreads) => new Encoder(model, maxThreads);

    public ILayerDecoder CreateDecoder(GaussianFileHeader header, int maxThreads) => new Decoder(header, maxThreads);

    private static int[] Widths(bool hasAlpha, bool hasOpacity) =>
        [32, 16, 16, 6, 16, 16, 16, .. hasAlpha ? [6] : Array.Empty<int>(), .. hasOpacity ? [6] : Array.Empty<int>()];

    /// <summary>Positions on the grid: the range of the centres and the levels over it.</summary>
    private readonly record struct Axis(ValueRange Range, uint Levels)
    {
        public static Axis Of(ReadOnlySpan<float> positions, int side)
        {
            var range = ValueRange.Of(0, 1, positions);
            return new(range, (uint)Math.Clamp(MathF.Ceiling((range.Most - range.Least) * side * CellsPerPixel), 1, 65535));
        }
    }

    private readonly record struct Parameters(Axis X, Axis Y)
    {
        private const int Bytes = 20;

        public static Parameters Parse(ReadOnlySpan<byte> bytes)
        {
            if (bytes.Length != Bytes)
            {
                throw new GaussianFormatException("the profile's parameters have the wrong length");
            }

            var parameters = new Parameters(
                new(ValueRange.Parse(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[16..])),
                new(ValueRange.Parse(bytes[8..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[18..])));
            return parameters.X.Levels > 0 && parameters.Y.Levels > 0
                ? parameters
                : throw new GaussianFormatException("the profile's position grid is empty");
        }

        public byte[] ToBytes()
        {
            var bytes = new byte[Bytes];
            X.Range.Write(bytes);
            Y.Range.Write(bytes.AsSpan(8));
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(16), (ushort)X.Levels);
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(18), (ushort)Y.Levels);
            return bytes;
        }
    }

    private sealed class Encoder(GaussianModel model, int maxThreads) : ILayerEncoder
    {
        private readonly Parameters _parameters = new(Axis.Of(model.Store.X, model.Width), Axis.Of(model.Store.Y, model.Height));
        private readonly bool _hasOpacity = GaussianFileHeader.HasOtherThanOne(model.Store.Opacity);
        private readonly bool _orderIsFree = model.Compositing != GaussianCompositing.Over;

        public ReadOnlyMemory<byte> Parameters => _parameters.ToBytes();

        public byte[] Encode(int[] indices)
        {
            var store = model.Store;
            var order = (int[])indices.Clone();
            var widths = Widths(model.HasAlpha, _hasOpacity);
            var planes = new uint[widths.Length][];
            for (var k = 0; k < planes.Length; k++)
            {
                planes[k] = new uint[order.Length];
            }

            for (var i = 0; i < order.Length; i++)
            {
                var u = _parameters.X.Range.Quantise(store.X[order[i]], _parameters.X.Levels);
                var v = _parameters.Y.Range.Quantise(store.Y[order[i]], _parameters.Y.Levels);
                planes[0][i] = _orderIsFree ? (uint)MortonCurve.Index(u, v) : (u << 16) | v;
            }

            if (_orderIsFree)
            {
                RadixSort.Sort(planes[0], order);
            }

            for (var i = 0; i < order.Length; i++)
            {
                var g = order[i];
                var (longer, shorter, angle) = QuantisedShape.FromCholesky(store.L11[g], store.L21[g], store.L22[g], LogStep, MostLog, Angles);
                (planes[1][i], planes[2][i], planes[3][i]) = (longer, shorter, longer == shorter ? 0 : angle);
                var (y, co, cg) = CompactColor.Quantise(store.R[g], store.G[g], store.B[g]);
                (planes[4][i], planes[5][i], planes[6][i]) = ((ushort)y, (ushort)co, (ushort)cg);
                if (model.HasAlpha)
                {
                    planes[7][i] = new ValueRange(0, 1).Quantise(store.A[g], AlphaLevels);
                }

                if (_hasOpacity)
                {
                    planes[^1][i] = OpacityLogs.Quantise(MathF.Log2(Math.Max(store.Opacity[g], 1f / 1024)), AlphaLevels);
                }
            }

            return PlaneStreams.Encode(planes, widths, maxThreads);
        }
    }

    private sealed class Decoder(GaussianFileHeader header, int maxThreads) : ILayerDecoder
    {
        private readonly Parameters _parameters = CompactProfile.Parameters.Parse(header.Parameters.Span);

        public void Decode(ReadOnlyMemory<byte> payload, GaussianStore target, int first, int count)
        {
            var planes = PlaneStreams.Decode(payload, Widths(header.HasAlpha, header.HasOpacity), count, maxThreads);
            for (var i = 0; i < count; i++)
            {
                var (u, v) = header.OrderIsFree ? MortonCurve.Cell(planes[0][i]) : (planes[0][i] >> 16, planes[0][i] & 65535);
                var (r, g, b) = CompactColor.Value((short)planes[4][i], (short)planes[5][i], (short)planes[6][i]);
                target[first + i] = new(
                    _parameters.X.Range.Value(Math.Min(u, _parameters.X.Levels), _parameters.X.Levels),
                    _parameters.Y.Range.Value(Math.Min(v, _parameters.Y.Levels), _parameters.Y.Levels),
                    QuantisedShape.ToCholesky(Math.Min(planes[1][i], MostLog), Math.Min(planes[2][i], MostLog), planes[3][i], LogStep, Angles),
                    new(r, g, b, header.HasAlpha ? (float)planes[7][i] / AlphaLevels : 1),
                    header.HasOpacity ? float.Exp2(OpacityLogs.Value(planes[^1][i], AlphaLevels)) : 1,
                    0);
            }
        }
    }
}
