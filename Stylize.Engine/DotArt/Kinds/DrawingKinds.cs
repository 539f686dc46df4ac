namespace Stylize.Engine.DotArt.Kinds;

/// <summary>The table of the kinds of drawings. A new kind needs a value of <see cref="DotDistribution"/> with its
/// traits, a class in a file next to this one, and a row here.</summary>
internal static class DrawingKinds
{
    /// <summary>All kinds; of several that draw the same options, the first does.</summary>
    private static readonly DrawingKind[] All =
    [
        new GradientKind(), new ScreenKind(), new ToneKind(), new WashKind(), new OutlineKind(), new InkKind(),
        new HatchKind(), new EngraveKind(), new FlowKind(),
    ];

    public static DrawingKind For(DotArtOptions options) => All.First(kind => kind.Draws(options));
}
