using Stylize.Engine.Drawings;

namespace Stylize.Engine.VectorArt;

/// <summary>Definition of the operation trace.</summary>
internal sealed class VectorArtDefinition : OperationDefinition<VectorArtOptions>
{
    public static VectorArtDefinition Value { get; } = new()
    {
        Name = "trace",
        Version = 28,
        Cmdlet = "ConvertTo-VectorArt",
        Summary = "Trace photographs, logos and line art as areas with smooth curves "
            + $"(<stem>.traced{string.Join(", ", DrawingFormatDefinition.All.Select(row => row.Extension))}).",
        Examples =
        [
            "stylize trace logo.png --preset Logo",
            "stylize trace photo.jpg -o out --colors 16",
            "stylize trace scan.png --preset LineArt",
            "stylize trace plan.png --centerline -o plan.svg",
            "stylize trace photos -o out --preset Poster --palette pico-8",
            "stylize trace poster.jpg -o out --preset Screenprint --colors 5",
            "stylize trace logo.png -o logo.dxf --preset Logo --paper-size A4",
        ],
        ProvenanceExtensions =
            [.. DrawingFormatDefinition.All.Where(row => row.Pixels is null).SelectMany(row => row.Extensions)],
        BuiltIn = () => VectorArtOptions.Presets,
        CountEntry = "Nodes",
    };

    public override OutputNames Outputs => field ??= VectorArtOperation.NamesOf(new VectorArtOptions());

    protected override IOperation Create(VectorArtOptions options) => new VectorArtOperation(options);

    protected override VectorArtOptions Options(OperationStart start)
    {
        var isChosen = start.Given.Any(
            given => given.Value is not null && (OptionWords.SameName(given.Key, nameof(VectorArtOptions.Format))
                || OptionWords.SameName(given.Key, nameof(VectorArtOptions.Machine))));
        if (!isChosen && DrawingFormatDefinition.ForFile(start.Destination) is { } format)
        {
            start = start with { Given = [.. start.Given, new(nameof(VectorArtOptions.Format), format)] };
        }

        return start.Apply(start.Read<VectorArtOptions>());
    }

    protected override long PreviewPixels(VectorArtOptions options, PreviewInput input, PreviewTime time) =>
        time == PreviewTime.Draft ? UsualDraftPixels : UsualPixels;

    protected internal override VectorArtOptions ForPreview(
        VectorArtOptions options, PreviewCopy copy, int side, PreviewTime time) =>
        options with { CopyScale = copy.Scale, Sheet = options.Sheet.ForCopy(copy.Scale) };
}
