namespace Stylize.Engine.Segmentation.Plates;

/// <summary>The planes of a stack that are read: one, or those of a range that are projected.</summary>
/// <param name="First">First plane, or null for the default.</param>
internal sealed partial record StackChoice(StackProjection? Projection, int? First, int? Last)
{
    /// <exception cref="StylizeException">OptionInvalid: not a plane or a range, or a range without a projection.</exception>
    public static StackChoice Of(PlateOptions options)
    {
        if (options.StackPlane is not { } text) return new(options.Projection, null, null);

        var match = Planes().Match(text.Trim());
        var first = match.Success ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;
        var last = match.Groups[2].Success ? int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture) : first;
        if (!match.Success || last < first)
        {
            throw StylizeException.Option(nameof(options.StackPlane), text, "a plane such as 5, or a range such as 2-8");
        }

        if (last > first && options.Projection is null)
        {
            // Whether a text is a range is not a value that a rule can name.
            throw new StylizeException(
                StylizeError.OptionInvalid, nameof(options.StackPlane), "A range in {StackPlane} requires {Projection}.",
                "Add {Projection} Max, Mean, Sum, Median or Best, or name one plane.");
        }

        return new(options.Projection, first, last);
    }

    /// <summary>Returns the chosen ones of a stack's planes.</summary>
    /// <param name="planes">Numbers of the planes in order.</param>
    public IReadOnlyList<int> From(IReadOnlyList<int> planes) =>
        First is { } first ? [.. planes.Where(plane => plane >= first && plane <= Last)]
        : Projection is null ? [planes[planes.Count / 2]]
        : planes;

    [GeneratedRegex(@"^(\d{1,6})(?:\s*-\s*(\d{1,6}))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Planes();
}
