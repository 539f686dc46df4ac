using Stylize.Engine.Imaging;

namespace Stylize.Engine.Catalog.Sheets;

/// <summary>The labels below the pictures of a sheet. Long labels wrap.</summary>
internal sealed class SheetLabels
{
    private const int FontScale = 2;
    private const int LineHeight = (SmallFont.Height + SmallFont.Descent) * FontScale;

    private static readonly Rgba32 Ink = new(32, 32, 32);

    private readonly string[][] _lines;

    /// <summary>Splits the labels into lines.</summary>
    /// <param name="maxWidth">Maximum width of a column in pixels; narrow columns grow to avoid splitting words.</param>
    public SheetLabels(IReadOnlyList<string> labels, int width, int maxWidth)
    {
        Width = Math.Clamp(labels.SelectMany(Pieces).Max(piece => Measure(piece.TrimEnd())), width, Math.Max(width, maxWidth));
        _lines = [.. labels.Select(label => Lines(label, Width).ToArray())];
        Height = _lines.Max(lines => lines.Length) * LineHeight;
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
            var wide = Math.Min(Measure(line), Width);
            for (var y = 0; y < LineHeight; y++)
            {
                var row = sheet.Row(top + y).Slice(left + ((Width - wide) / 2), wide);
                for (var x = 0; x < wide; x++)
                {
                    if (SmallFont.HasDot(line, x / FontScale, y / FontScale))
                    {
                        row[x] = Ink;
                    }
                }
            }

            top += LineHeight;
        }
    }

    /// <summary>Splits a label into lines of a width, between words if possible.</summary>
    internal static IEnumerable<string> Lines(string label, int width)
    {
        var line = "";
        foreach (var piece in Pieces(label).SelectMany(piece => Fitting(piece, width)))
        {
            if (line.Length > 0 && Measure((line + piece).TrimEnd()) > width)
            {
                yield return line.TrimEnd();
                line = "";
            }

            line += piece;
        }

        yield return line.TrimEnd();
    }

    private static int Measure(string text) => SmallFont.Measure(text) * FontScale;

    /// <summary>Returns the words of a label and the elements of its lists, each with its space or comma.</summary>
    private static IEnumerable<string> Pieces(string label)
    {
        var from = 0;
        for (var i = 0; i < label.Length; i++)
        {
            if (label[i] is ' ' or ',' || i == label.Length - 1)
            {
                yield return label[from..(i + 1)];
                from = i + 1;
            }
        }
    }

    /// <summary>Splits a word that is wider than a line.</summary>
    private static IEnumerable<string> Fitting(string piece, int width)
    {
        while (piece.Length > 1 && Measure(piece.TrimEnd()) > width)
        {
            var length = Enumerable.Range(1, piece.Length - 1).Last(n => n == 1 || Measure(piece[..n]) <= width);
            yield return piece[..length];
            piece = piece[length..];
        }

        yield return piece;
    }
}
