namespace Stylize.Engine.Catalog.Sheets;

/// <summary>The letters of <see cref="SmallFont"/>, drawn as smooth strokes between neighboring dots, each as wide as
/// it needs.</summary>
internal static class LabelFont
{
    /// <summary>Height of a line in pixels.</summary>
    public const int LineHeight = (Rows * Unit) + 2;

    private const int Rows = SmallFont.Height + SmallFont.Descent;
    private const int Columns = 5;
    private const int Space = 8;
    private const int LetterGap = 3;

    /// <summary>Pixels between two dots.</summary>
    private const int Unit = 2;

    /// <summary>Half the width of a stroke in pixels.</summary>
    private const float Stroke = 0.9f;

    private static readonly ConcurrentDictionary<char, Glyph> Glyphs = new();

    /// <summary>Returns the width of a text in pixels.</summary>
    public static int Measure(string text)
    {
        var width = 0;
        foreach (var letter in Base(text))
        {
            width += Find(letter).Advance;
        }

        return Math.Max(0, width - LetterGap);
    }

    /// <param name="left">Left edge of the text in pixels.</param>
    /// <param name="top">Top edge of the line in pixels.</param>
    public static void Write(string text, Raster<Rgba32> sheet, int left, int top, Rgba32 ink)
    {
        foreach (var letter in Base(text))
        {
            var glyph = Find(letter);
            for (var y = 0; y < glyph.Coverage.GetLength(0); y++)
            {
                var row = sheet.Row(top + y);
                for (var x = 0; x < glyph.Coverage.GetLength(1); x++)
                {
                    row[left + x] = Mix(row[left + x], ink, glyph.Coverage[y, x]);
                }
            }

            left += glyph.Advance;
        }
    }

    /// <summary>Returns a text without accents, which the font lacks.</summary>
    private static IEnumerable<char> Base(string text) => text.All(char.IsAscii) ? text
        : text.Normalize(NormalizationForm.FormD)
            .Where(letter => char.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark);

    private static Glyph Find(char letter) => Glyphs.GetOrAdd(letter, static key => Create(key));

    private static Glyph Create(char letter)
    {
        if (char.IsWhiteSpace(letter)) return new Glyph(new float[0, 0], Space);

        var dots = new List<(int X, int Y)>();
        var name = letter.ToString();
        for (var i = 0; i < Rows * Columns; i++)
        {
            var (x, y) = (i % Columns, i / Columns);
            // A box replaces a letter without a drawing.
            var isBox = y < SmallFont.Height && (x is 0 or Columns - 1 || y is 0 or SmallFont.Height - 1);
            if (SmallFont.Has(letter) ? SmallFont.HasDot(name, x, y) : isBox)
            {
                dots.Add((x, y));
            }
        }

        var first = dots.Min(dot => dot.X);
        var width = (dots.Max(dot => dot.X) - first + 1) * Unit;
        var strokes = Strokes(dots.ToHashSet()).ToList();
        var coverage = new float[(Rows * Unit) + 1, width];
        for (var y = 0; y < coverage.GetLength(0); y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (px, py) = (((x + .5f) / Unit) - .5f + first, ((y + .5f) / Unit) - .5f);
                var distance = strokes.Min(stroke => Distance(px, py, stroke)) * Unit;
                coverage[y, x] = Math.Clamp(Stroke + .5f - distance, 0, 1);
            }
        }

        return new Glyph(coverage, width + LetterGap);
    }

    /// <summary>Returns the lines between neighboring dots; diagonal ones only if no other way connects the
    /// dots.</summary>
    private static IEnumerable<((int X, int Y) From, (int X, int Y) To)> Strokes(HashSet<(int X, int Y)> dots)
    {
        foreach (var (x, y) in dots)
        {
            yield return ((x, y), (x, y));
            if (dots.Contains((x + 1, y))) yield return ((x, y), (x + 1, y));
            if (dots.Contains((x, y + 1))) yield return ((x, y), (x, y + 1));
            foreach (var side in (int[])[-1, 1])
            {
                if (dots.Contains((x + side, y + 1)) && !dots.Contains((x + side, y)) && !dots.Contains((x, y + 1)))
                {
                    yield return ((x, y), (x + side, y + 1));
                }
            }
        }
    }

    private static float Distance(float x, float y, ((int X, int Y) From, (int X, int Y) To) stroke)
    {
        var (dx, dy) = (stroke.To.X - stroke.From.X, stroke.To.Y - stroke.From.Y);
        var (ox, oy) = (x - stroke.From.X, y - stroke.From.Y);
        var along = Math.Clamp(((ox * dx) + (oy * dy)) / Math.Max(1, (dx * dx) + (dy * dy)), 0, 1);
        return MathF.Sqrt(((ox - (along * dx)) * (ox - (along * dx))) + ((oy - (along * dy)) * (oy - (along * dy))));
    }

    private static Rgba32 Mix(Rgba32 paper, Rgba32 ink, float share)
    {
        return new Rgba32(Part(paper.R, ink.R), Part(paper.G, ink.G), Part(paper.B, ink.B));

        byte Part(byte one, byte other) => (byte)MathF.Round(one + (share * (other - one)));
    }

    /// <param name="Coverage">Coverage of each pixel in [0,1], by row and column.</param>
    /// <param name="Advance">Distance to the next letter in pixels.</param>
    private sealed record Glyph(float[,] Coverage, int Advance);
}
