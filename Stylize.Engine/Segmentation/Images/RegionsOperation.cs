namespace Stylize.Engine.Segmentation.Images;

/// <summary>Segments one gray image and writes its regions as a CSV table.</summary>
public sealed class RegionsOperation : DefinedOperation<SegmentationOptions>
{
    /// <summary>The operation's name, as in commands.</summary>
    public const string OperationName = "regions";

    internal static readonly OutputNames Names = new(".regions.csv");

    /// <exception cref="StylizeException">OptionInvalid: an option is out of range.</exception>
    public RegionsOperation(SegmentationOptions options)
        : base(RegionsDefinition.Value, options)
    {
    }

    /// <inheritdoc/>
    public override OutputNames Outputs => Names;

    /// <inheritdoc/>
    public override long EstimateMemory(ImageInput input) => ImageRegions.EstimateMemory(input, Options);

    /// <inheritdoc/>
    public override IArtifact Run(ImageInput input, OperationContext context) =>
        new Table(ImageRegions.Measure(input, Options, context), input, Options);

    private sealed class Table(ImageRegions result, ImageInput input, SegmentationOptions options) : IArtifact
    {
        public int Width => input.Info.Width;
        public int Height => input.Info.Height;
        public IReadOnlyList<KeyValuePair<string, object?>> Summary => result.Summary;

        public void Write(Stream target) => result.Regions.WriteCsv(target);

        public Raster<Rgba32> Picture(int side, OperationContext context) =>
            RegionsPicture.Draw(input, options, context).Picture;

        public void Dispose()
        {
            // A table holds no pooled memory.
        }
    }
}

/// <summary>Defines the regions operation. Nothing is tuned, because regions cannot be compared with a
/// picture.</summary>
internal sealed class RegionsDefinition : OperationDefinition<SegmentationOptions>
{
    private const int MaxRows = 2000;

    public static RegionsDefinition Value { get; } = new()
    {
        Name = RegionsOperation.OperationName,
        Version = 11,
        Cmdlet = "Measure-ImageRegion",
        Summary = "Segment gray images with 8 or 16 bits and measure each region.",
        Examples =
        [
            "stylize regions tile.tif --method otsu --property Area,Centroid",
            "stylize regions \"tiles/*.tif\" --method otsu --split --json",
            "stylize regions tile.tif --pixel-size 0.65 --property All --json",
        ],
        Kind = OperationKind.Objects,
        FileParameter = nameof(RegionFileOptions.CsvPath),
        OptionTypes = [typeof(SegmentationOptions), typeof(FrameOptions)],
        BuiltIn = () => SegmentationOptions.Presets,
        CountEntry = "Regions",
        WantsGray = true,
    };

    public override OutputNames Outputs => RegionsOperation.Names;

    protected override IOperation Create(SegmentationOptions options) => new RegionsOperation(options);

    protected override SegmentationOptions Options(OperationStart start) =>
        start.Apply(start.Read<SegmentationOptions>());

    /// <summary>Draws the regions of the whole image, because areas and distances are in pixels, and lists them in a
    /// table.</summary>
    protected override Preview Draw(
        SegmentationOptions options, PreviewInput input, int side, PreviewTime time, OperationContext context)
    {
        var (measured, picture) = RegionsPicture.Draw(input.Whole.Input, options, context);
        var table = measured.Regions;
        var unit = options.PixelSize == 1 ? "px" : "µm";
        return new Preview(picture, measured.Summary)
        {
            Table = new PreviewTable(
                [
                    .. table.Columns.Select(column => column.Power == 0 ? column.Name
                        : $"{column.Name} ({unit}{(column.Power == 2 ? "²" : "")})"),
                ],
                [.. Enumerable.Range(0, Math.Min(MaxRows, table.Count)).Select(region => Array.ConvertAll(
                    table.Row(region).ToArray(), value => double.IsFinite(value) ? value : (double?)null))]),
        };
    }
}
