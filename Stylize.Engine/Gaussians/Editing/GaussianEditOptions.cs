namespace Stylize.Engine.Gaussians.Editing;

/// <summary>Options of an edit, applied in the order of the properties. At least one must be set.</summary>
[AtLeastOneOf(nameof(Move), nameof(Width), nameof(Scale), nameof(Rotate), nameof(Crop), nameof(Join),
    nameof(FirstFrame), nameof(LastFrame), nameof(Speed))]
public sealed record GaussianEditOptions : IOperationOptions
{
    [Option("Distance to move the picture, right and down, in pixels.", ValueName = "x,y", Group = HelpGroup.Common)]
    public PixelOffset? Move { get; init; }

    [Option("Width to resize to; the height keeps the aspect ratio.", Unit = "pixels", Min = 1,
        Max = GaussianModel.MaxSide, Group = HelpGroup.Common, Synonyms = ["w", "size", "resolution"])]
    public int? Width { get; init; }

    [Option("Factor to resize by.", Unit = "factor", Above = 0, Max = 1000, Group = HelpGroup.Common, Synonyms = ["s"])]
    [NotWith(nameof(Width))]
    public double? Scale { get; init; }

    [Option("Clockwise rotation; the canvas grows to fit.", Unit = "degrees", Min = -360, Max = 360,
        Group = HelpGroup.Common)]
    public double? Rotate { get; init; }

    [Option("Rectangle to crop to, in pixels.", ValueName = "x,y,width,height", Group = HelpGroup.Common)]
    public PixelRectangle? Crop { get; init; }

    [Option("Another .g2d file to place on the canvas, or to append.", Group = HelpGroup.Common)]
    public ImageSource? Join { get; init; }

    [Option("Upper left corner of the joined picture, in pixels.", ValueName = "x,y", Default = "0,0")]
    [OnlyWith(nameof(Join))]
    public PixelOffset? At { get; init; }

    [Option("First frame of an animation to keep, from 0.", ValueName = "n", Min = 0, Default = "0")]
    public int? FirstFrame { get; init; }

    [Option("Last frame of an animation to keep, from 0.", ValueName = "n", Min = 0, Default = "the last")]
    [AtLeast(nameof(FirstFrame))]
    public int? LastFrame { get; init; }

    [Option("Factor of the speed of an animation.", Unit = "factor", Min = .01, Max = 100)]
    public double? Speed { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        OptionSet.ForRecord<GaussianEditOptions>().Check(this);
        const string offset = "two numbers x,y from -1048576 to 1048576";
        if (Move is { IsValid: false }) throw StylizeException.Option(nameof(Move), Move, offset);
        if (At is { IsValid: false }) throw StylizeException.Option(nameof(At), At, offset);
        if (Crop is { IsValid: false })
        {
            throw StylizeException.Option(
                nameof(Crop), Crop, "integers x,y,width,height, with a width and a height of 1 to 1048576");
        }
    }
}

/// <summary>A distance or a position in pixels, written as "x,y".</summary>
/// <param name="X">Pixels to the right.</param>
/// <param name="Y">Pixels down.</param>
[ValueForm<PixelOffset>("two numbers x,y, such as 10,-2.5")]
public readonly record struct PixelOffset(double X, double Y) : IParsable<PixelOffset>
{
    /// <summary>Largest magnitude of <see cref="X"/> and <see cref="Y"/>.</summary>
    public const double Max = GaussianModel.MaxSide;

    /// <summary>True if both numbers are finite and within <see cref="Max"/>.</summary>
    public bool IsValid => Math.Abs(X) <= Max && Math.Abs(Y) <= Max;

    /// <inheritdoc/>
    public static PixelOffset Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException($"'{s}' is not an offset x,y.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PixelOffset result)
    {
        result = default;
        if (s?.Split(',') is not [var x, var y]
            || !double.TryParse(x, NumberStyles.Float, provider, out var right)
            || !double.TryParse(y, NumberStyles.Float, provider, out var down))
        {
            return false;
        }

        result = new(right, down);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Invariant($"{X},{Y}");
}
