using Stylize.Engine.Gaussians.Files;

namespace Stylize.Engine.Gaussians.Editing;

internal sealed class GaussianEditDefinition : OperationDefinition<GaussianEditOptions>
{
    public static GaussianEditDefinition Value { get; } = new()
    {
        Name = "gaussian edit",
        Version = 1,
        Cmdlet = "Edit-GaussianImage",
        Summary = "Move, resize, rotate, crop, cut and join .g2d files, in that order (<stem>.edited.g2d).",
        Examples =
        [
            "stylize gaussian edit photo.g2d --width 1024",
            "stylize gaussian edit models -o turned --rotate 90",
            "stylize gaussian edit photo.g2d --crop 100,50,320,240",
            "stylize gaussian edit left.g2d --join right.g2d --at 768,0 -o both.g2d",
            "stylize gaussian edit clip.g2d --first-frame 10 --last-frame 40 --speed 2",
        ],
        InputExtensions = GaussianFileReader.Extensions,
        ProvenanceExtensions = [GaussianFileReader.Extension],
        IsPhotographic = true,
    };

    public override OutputNames Outputs => GaussianEditOperation.Names;

    protected override IOperation Create(GaussianEditOptions options) => new GaussianEditOperation(options);

    protected override GaussianEditOptions Options(OperationStart start) =>
        start.Apply(start.ReadLike<GaussianEditOptions>());

    /// <summary>Without an edit, a preview shows the unchanged picture.</summary>
    protected override GaussianEditOptions AtStart(GaussianEditOptions options) =>
        OptionSet.ForRecord<GaussianEditOptions>().HasOneOf(options) ? options : options with { Scale = 1 };

    protected override long PreviewPixels(
        GaussianEditOptions options, PreviewInput input, PreviewTime time) => AllPixels;
}
