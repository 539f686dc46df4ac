namespace Stylize.Engine.Catalog.Sheets;

/// <summary>The labels below the pictures of a sheet. Long labels wrap; very long ones lose their middle.</summary>
internal sealed class SheetLabels
{
    private const int MaxLines = 4;
    private const string Ellipsis = "...";

    private static readonly Rgba32 Ink = new(32, 32, 32);

    private readonly string[][] _lines;

    /// <summary>Splits the labels into lines.</summary>
    /// <param name="width">Width of a picture in pixels.</param>
    /// <param name="maxWidth">Maximum width of a column in pixels; narrow columns grow to avoid splitting
    /// words.</param>
    public SheetLabels(IReadOnlyList<string> labels, int width, int maxWidth)
    {
        Width = Math.Clamp(
            labels.SelectMany(Pieces).Max(piece => LabelFont.Measure(piece.TrimEnd())), width,
            Math.Max(width, maxWidth));
        _lines = [.. labels.Select(label => Lines(label, Width).ToArray())];
        Height = _lines.Max(lines => lines.Length) * LabelFont.LineHeight;
    }

    /// <summary>Width of a column in pixels.</summary>
    public int Width { get; }

    /// <summary>Height of the tallest label in pixels.</summary>
    public int Height { get; }

    /// <summary>Draws a label, centered in its column.</summary>
    /// <param name="left">Left edge of the column.</param>
    /// <param name="top">Top edge of the first line.</param>
    public void Write(int index, Raster<Rgba32> sheet, int left, int top)
    {
        foreach (var line in _lines[index])
        {
            LabelFont.Write(line, sheet, left + ((Width - LabelFont.Measure(line)) / 2), top, Ink);
            top += LabelFont.LineHeight;
        }
    }

    /// <summary>Splits a label into at most four lines of a width, between words if possible.</summary>
    internal static IReadOnlyList<string> Lines(string label, int width)
    {
        var lines = Wrap(label, width).Take(MaxLines + 1).ToList();
        for (var kept = Math.Min(label.Length, MaxLines * width / 2) - 1; lines.Count > MaxLines && kept > 1; kept--)
        {
            lines = [.. Wrap(label[..(kept / 2)] + Ellipsis + label[^(kept - (kept / 2))..], width).Take(MaxLines + 1)];
        }

        return lines;
    }

    private static IEnumerable<string> Wrap(string label, int width)
    {
        var line = "";
        foreach (var piece in Pieces(label).SelectMany(piece => Fitting(piece, width)))
        {
            if (line.Length > 0 && LabelFont.Measure((line + piece).TrimEnd()) > width)
            {
                yield return line.TrimEnd();
                line = "";
            }

            line += piece;
        }

        yield return line.TrimEnd();
    }

    /// <summary>Returns the words of a label, the elements of its lists and the parts of its paths, each with its
    /// end.</summary>
    private static IEnumerable<string> Pieces(string label)
    {
        var from = 0;
        for (var i = 0; i < label.Length; i++)
        {
            if (label[i] is ' ' or ',' or '/' or '\\' || i == label.Length - 1)
            {
                yield return label[from..(i + 1)];
                from = i + 1;
            }
        }
    }

    /// <summary>Splits a word that is wider than a line.</summary>
    private static IEnumerable<string> Fitting(string piece, int width)
    {
        while (piece.Length > 1 && LabelFont.Measure(piece.TrimEnd()) > width)
        {
            var length = Enumerable.Range(1, piece.Length - 1)
                .Last(n => n == 1 || LabelFont.Measure(piece[..n]) <= width);
            yield return piece[..length];
            piece = piece[length..];
        }

        yield return piece;
    }
}
