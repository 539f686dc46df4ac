namespace Stylize.Engine.Segmentation.Images;

/// <summary>Segments one gray image and writes its regions as a CSV table.</summary>
public sealed class RegionsOperation : IOperation
{
    /// <summary>The operation's name, as the command line spells it.</summary>
    public const string OperationName = "regions";

    /// <summary>The version of the output.</summary>
    public const int OperationVersion = 2;

    internal static readonly OutputNames Names = new(".regions.csv");

    /// <exception cref="StylizeException">OptionInvalid: an option is out of range.</exception>
    public RegionsOperation(SegmentationOptions options)
    {
        options.Validate();
        Options = options;
    }

    /// <summary>The options of every run.</summary>
    public SegmentationOptions Options { get; }

    IOperationOptions IOperation.Options => Options;

    /// <inheritdoc/>
    public string Name => OperationName;

    /// <inheritdoc/>
    public int Version => OperationVersion;

    /// <inheritdoc/>
    public OutputNames Outputs => Names;

    /// <inheritdoc/>
    public long EstimateMemory(ImageInput input) => ImageRegions.EstimateMemory(input, Options);

    /// <inheritdoc/>
    public IArtifact Run(ImageInput input, OperationContext context) =>
        new Table(ImageRegions.Measure(input, Options, context), input, Options);

    private sealed class Table(ImageRegions result, ImageInput input, SegmentationOptions options) : IArtifact
    {
        public int Width => input.Info.Width;
        public int Height => input.Info.Height;
        public IReadOnlyList<KeyValuePair<string, object?>> Summary => result.Summary;

        public void Write(Stream target)
        {
            using var writer = new StreamWriter(target, new UTF8Encoding(false), leaveOpen: true);
            result.Regions.WriteCsv(writer, header: true, [], _ => []);
        }

        public Raster<Rgba32> Picture(int side, OperationContext context) => RegionsPicture.Draw(input, options, context).Picture;

        public void Dispose()
        {
            // A table holds no pooled memory.
        }
    }
}
