using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Operation;

/// <summary>The pens or inks of a drawing, each of which is written to a file of its own.</summary>
internal static class Plates
{
    /// <summary>Returns the suffixes of the files of the pens or inks, in drawing order: with the names of the inks, or
    /// with numbers if they are chosen from each image.</summary>
    public static IReadOnlyList<string> Suffixes(DotArtPlan plan)
    {
        var options = plan.Options;
        var offered = options.Plot.Pens?.Count ?? options.Palette?.Count ?? int.MaxValue;
        if (options.Colors is { } count && offered > count)
        {
            return [.. Enumerable.Range(1, count)
                .Select(number => Invariant($".dots_{number:00}{plan.Format.Extension}"))];
        }

        var taken = new HashSet<string>(StringComparer.Ordinal);
        return [.. plan.Plates.Select(pen => $".dots_{Unique(FileName(NameOf(pen)))}{plan.Format.Extension}")];

        string Unique(string name)
        {
            var unique = name;
            for (var number = 2; !taken.Add(unique); number++)
            {
                unique = Invariant($"{name}-{number}");
            }

            return unique;
        }
    }

    /// <summary>Returns the name of a pen: the given one, the CSS name of its color, or the hex digits.</summary>
    public static string NameOf(Pen pen) => pen.Name ?? DotColor.WordOf(pen.Color);

    /// <summary>Returns a name in lower case, with a hyphen for all that is not a letter or digit.</summary>
    private static string FileName(string name)
    {
        const int MaxLength = 40;
        var words = new string([.. name.ToLowerInvariant().Select(c => char.IsLetterOrDigit(c) ? c : ' ')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var joined = string.Join('-', words);
        return joined.Length == 0 ? "ink" : joined[..Math.Min(MaxLength, joined.Length)];
    }

    /// <summary>Returns the dots of a color in black, or the lines of that color. The caller owns them.</summary>
    public static DotSet DotsOf(DotSet dots, Rgba32 color)
    {
        var own = new DotSet(dots.Count);
        var starts = new List<int>();
        for (var i = 0; i < dots.Count; i++)
        {
            var dot = dots.Dots[i];
            if (dot.Rgb != Dot.RgbOf(color)) continue;

            if (Array.BinarySearch(dots.Starts ?? [], i) >= 0)
            {
                starts.Add(own.Count);
            }

            own.Add(dot with { Color = new Rgba32(0, 0, 0, dot.Color.A) });
        }

        own.Starts = dots.Starts is null ? null : [.. starts];
        return own;
    }
}
