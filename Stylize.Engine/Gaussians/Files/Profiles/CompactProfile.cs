using Stylize.Engine.Gaussians.Files.Coding;
using Stylize.Engine.Gaussians.Files.Compact;
using Stylize.Engine.Gaussians.Files.Container;
using Stylize.Engine.Gaussians.Shapes;

namespace Stylize.Engine.Gaussians.Files.Profiles;

/// <summary>
/// The compact profile: quantized integers, coded in one or more tiles (<see cref="CompactTiles"/>); 4 to 7 bytes per
/// Gaussian.
/// </summary>
internal sealed class CompactEncoder : LayerEncoder
{
    private readonly CompactGaussian[] _gaussians;
    private readonly byte[] _tileOf;
    private readonly CompactLayerCoder[] _coders;
    private readonly ThreadGrant _threads;

    public CompactEncoder(GaussianModel model, CompactQuantizer quantizer, ThreadGrant threads)
    {
        _threads = threads;
        var models = new ModelQuantizer(model, quantizer);
        _gaussians = models.Gaussians;
        RowBands.ForEach(
            model.Count, threads, CancellationToken.None, (_, first, end) => models.Quantize(first, end),
            bandHeight: 4096);
        var grid = CompactGrid.Around(_gaussians);
        var orderIsFree = model.Compositing != GaussianCompositing.Over;
        var tiles = CompactTiles.Create(_gaussians, models.Deviations, grid, orderIsFree, out _tileOf);
        var hasOpacity = GaussianFileHeader.HasValuesOtherThanOne(model.Store.Opacity);
        _coders = Array.ConvertAll(
            tiles.Grids, part => new CompactLayerCoder(quantizer, part, orderIsFree, model.HasAlpha, hasOpacity));
        Parameters = (byte[])[.. quantizer.Steps.ToBytes(), .. grid.ToBytes(), .. tiles.ToBytes()];
    }

    public override ReadOnlyMemory<byte> Parameters { get; }

    /// <summary>Plans two layers, with 1/4 of the Gaussians in the first. More layers would enlarge the file.</summary>
    public override IReadOnlyList<int> PlanLayers(int count) =>
        count < 64 ? (count > 0 ? [count] : []) : [count / 4, count - (count / 4)];

    public override EncodedLayer Encode(int[] indices)
    {
        if (_coders.Length == 1) return new(EncodeLayer(_coders[0], Array.ConvertAll(indices, i => _gaussians[i])), []);

        var parts = indices.ToLookup(i => (int)_tileOf[i], i => _gaussians[i]);
        int[] counts = [.. Enumerable.Range(0, _coders.Length).Select(c => parts[c].Count())];
        var streams = new byte[counts.Length][];
        LargestFirst(
            counts, _threads, c => streams[c] = LayerChunk.Padded(EncodeLayer(_coders[c], [.. parts[c]]), counts[c]));
        return new(
            [
                .. counts.SelectMany((count, c) =>
                    (byte[])[.. VariableInteger.Bytes((uint)count), .. VariableInteger.Bytes((uint)streams[c].Length)]),
            ],
            streams);
    }

    private static byte[] EncodeLayer(CompactLayerCoder coder, CompactGaussian[] layer)
    {
        var encoder = new RangeEncoder();
        var writer = new BitWriter(encoder);
        coder.Write(ref writer, layer);
        return encoder.Finish().ToArray();
    }

    /// <summary>Processes the tiles, the largest first, so that threads finish at about the same time.</summary>
    public static void LargestFirst(int[] counts, ThreadGrant threads, Action<int> work)
    {
        int[] order = [.. Enumerable.Range(0, counts.Length).OrderByDescending(c => counts[c])];
        RowBands.ForEach(counts.Length, threads, CancellationToken.None, (_, k, _) => work(order[k]), bandHeight: 1);
    }
}

/// <summary>Decodes the layers of a compact file.</summary>
internal sealed class CompactDecoder : LayerDecoder
{
    private readonly CompactLayerCoder[] _coders;

    private readonly bool[] _wanted;
    private readonly GaussianFileHeader _header;
    private readonly ThreadGrant _threads;

    public CompactDecoder(GaussianFileHeader header, PixelRectangle? region, ThreadGrant threads)
    {
        var parameters = header.Parameters.Span;
        GaussianFormatException.ThrowIf(parameters.Length < 6, "the parameters of the profile have the wrong length");

        _header = header;
        _threads = threads;
        Quantizer = new CompactQuantizer(CompactSteps.Parse(parameters));
        var position = 6;
        var grid = CompactGrid.Parse(parameters, ref position);
        var tiles = CompactTiles.Parse(grid, parameters, ref position);
        GaussianFormatException.ThrowIf(
            position != parameters.Length, "the parameters of the profile have the wrong length");

        _coders = Array.ConvertAll(
            tiles.Grids,
            part => new CompactLayerCoder(Quantizer, part, header.OrderIsFree, header.HasAlpha, header.HasOpacity));
        var deviations = Math.Max(header.Cutoff, Rendering.RenderOptions.WideCutoff);
        _wanted = [.. Enumerable.Range(0, _coders.Length).Select(
            c => _coders.Length == 1 || region is not { } part || tiles.Reaches(c, part, deviations))];
    }

    public override bool ReadsCutLayers => _coders.Length == 1;

    public CompactQuantizer Quantizer { get; }

    /// <summary>Receives the quantized values at the indices of the store; null to keep none.</summary>
    public CompactGaussian[]? Kept { get; set; }

    public override IReadOnlyList<LayerPart> PartsOf(ReadOnlyMemory<byte> payload, int count)
    {
        if (_coders.Length == 1) return [];

        var position = 0;
        var parts = new LayerPart[_coders.Length];
        var sum = 0L;
        for (var c = 0; c < parts.Length; c++)
        {
            var number = VariableInteger.Read(payload.Span, ref position);
            sum += number;
            var length = VariableInteger.Read(payload.Span, ref position);
            parts[c] = new(c, (int)Math.Min(number, int.MaxValue), (int)Math.Min(length, int.MaxValue), _wanted[c]);
        }

        return sum == count
            ? parts : throw new GaussianFormatException("the Gaussians of the tiles do not add up to the layer");
    }

    public override int Decode(FileLayer layer, GaussianStore target, int first)
    {
        if (_coders.Length == 1) return Decode(0, layer.Payload, target, first, layer.Count, layer.IsCut);

        var (parts, streams) = (layer.Parts, layer.Data);
        var starts = new int[parts.Count];
        var end = first;
        for (var k = 0; k < parts.Count; k++)
        {
            starts[k] = end;
            end += parts[k].IsWanted ? parts[k].Count : 0;
        }

        var missing = 0;
        CompactEncoder.LargestFirst([.. parts.Select(part => part.IsWanted ? part.Count : 0)], _threads, k =>
        {
            var isCut = layer.IsCut && k == parts.Count - 1;
            var read = parts[k].IsWanted
                ? Decode(parts[k].Tile, streams[k], target, starts[k], parts[k].Count, isCut) : 0;
            if (isCut)
            {
                missing = parts[k].Count - read;
            }
        });
        return end - first - missing;
    }

    /// <returns>The number of Gaussians decoded.</returns>
    private int Decode(int tile, ReadOnlyMemory<byte> stream, GaussianStore target, int first, int count, bool isCut)
    {
        const int Checked = 4096;
        var reader = new BitReader(stream.Span, isCut);
        return _coders[tile].Read(ref reader, count, (i, g) =>
        {
            target[first + i] = Value(g, 0);
            Kept?[first + i] = g;
            if ((i + 1) % Checked == 0)
            {
                GaussianChecks.ThrowIfDefect(target, first + i + 1 - Checked, Checked);
            }
        });
    }

    /// <summary>Returns the values of a quantized Gaussian.</summary>
    public Gaussian2D<float, CholeskyShape<float>> Value(in CompactGaussian g, float weight)
    {
        var scales = Quantizer.Scales(g);
        var (x, y) = CompactQuantizer.Center(g);
        return new(
            (float)(x / _header.Width),
            (float)(y / _header.Height),
            CompactQuantizer.Shape(g, scales),
            CompactQuantizer.Color(g, scales),
            _header.HasOpacity ? Quantizer.Opacity(g) : 1,
            weight);
    }
}
