using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.DotArt;

/// <summary>Separation into inks, and the screens of a halftone.</summary>
public sealed record InkOptions
{
    [Option("None: each dot has one colour. Inks: colours are mixed of the pens or of the palette. Cmyk: halftone screens of four inks.")]
    public Separation Separation { get; init; } = Separation.None;

    [Option("Angle of each ink's halftone screen, in the order of the inks.", Unit = "degrees", Min = -360, Max = 360,
        Default = "of Cmyk 15, 75, 0, 45; without a ruling Inks have no screens")]
    public IReadOnlyList<float>? ScreenAngle { get; init; }

    [Option("Ruling of the halftone screens, one for all or one for each ink.", Unit = "lines/cm", Above = 0, Max = 500,
        Default = "what the number of dots gives")]
    public IReadOnlyList<float>? ScreenRuling { get; init; }

    /// <summary>Whether inks have screens.</summary>
    internal bool HasScreens => Separation == Separation.Cmyk || ScreenAngle is not null || ScreenRuling is not null;
}
