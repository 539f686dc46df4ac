using Stylize.Codecs.Containers;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>Each row of the inventory has a drawn file, which shows what the row says.</summary>
public sealed class DeclarationTests : CodecTest
{
    private static readonly Dictionary<string, Func<Drawing>> Drawings =
        new[]
        {
            PngDrawings.All, JpegDrawings.All, FilmDrawings.All, TiffDrawings.All, SimpleDrawings.All,
            AvifDrawings.All,
        }.SelectMany(all => all).ToDictionary(StringComparer.Ordinal);

    public static TheoryData<string> Rows =>
        [.. Declaration.Table.Select(row => $"{row.Container}: {row.Name}")];

    [Fact]
    public void Each_drawing_has_a_row() =>
        Assert.Empty(Drawings.Keys.Except(Rows.Select(row => row.Data)));

    [Theory]
    [MemberData(nameof(Rows))]
    public void What_a_file_declares_is_obeyed_or_named(string name)
    {
        var row = Declaration.Table.Single(row => $"{row.Container}: {row.Name}" == name);
        Assert.True(Drawings.TryGetValue(name, out var draw), $"'{name}' has no drawing.");
        Assert.SkipUnless(
            row.Container != "AVIF, HEIC" || Codec.ReadFormats.Contains(ImageFormat.Avif),
                "This codec reads no AVIF.");
        Assert.SkipWhen(
            Codec.ReadFormats.Any(format => FormatDefinition.ForFormat(format).Name == row.Container)
                && row.Container.StartsWith("JPEG ", StringComparison.Ordinal), "This libvips reads the format.");
        var drawing = draw();
        var notes = new List<string>();
        var options = new DecodeOptions { Noted = notes.Add };
        if (row.Answer == DeclaredAnswer.Refused)
        {
            var refusal = Assert.Throws<StylizeException>(() => Show(drawing, options));
            Assert.Contains(row.Says, refusal.Message);
            return;
        }

        string shown;
        try
        {
            shown = Show(drawing, options);
        }
        catch (StylizeException refusal) when (IsImageSharp
            && refusal.Error is (StylizeError.FormatUnsupported or StylizeError.ImageUnreadable))
        {
            Assert.Skip(refusal.Message);
            return;
        }

        AssertSame(drawing, shown);
        Assert.Equal(row.Answer == DeclaredAnswer.Warned, notes.Count > 0);
        Assert.All(notes, note => Assert.Contains(row.Says, note));
    }

    /// <summary>STYLIZE_PAGES=write renews the page.</summary>
    [Fact]
    public void The_page_of_formats_lists_each_row()
    {
        const string Head = "| container | declaration | changes | result |\n|---|---|---|---|\n";
        var path = Checkout.Path("docs", "codecs.md");
        var page = File.ReadAllText(path);
        var start = page.IndexOf(Head, StringComparison.Ordinal) + Head.Length;
        var end = page.IndexOf("\n\n", start, StringComparison.Ordinal);
        var rows = string.Join('\n', Declaration.Table.Select(row =>
            $"| {row.Container} | {row.Name} | {row.Part.ToString().ToLowerInvariant()} | {Result(row)} |"));
        if (Environment.GetEnvironmentVariable("STYLIZE_PAGES") == "write")
        {
            File.WriteAllText(path, page[..start] + rows + page[end..]);
            return;
        }

        Assert.Equal(page[start..end], rows);

        static string Result(Declaration row) => row switch
        {
            { Says: "" } => "obeyed",
            { Answer: DeclaredAnswer.Obeyed } => $"obeyed: {row.Says}",
            _ => $"{row.Answer.ToString().ToLowerInvariant()}: \"{row.Says}\"",
        };
    }

    /// <summary>Returns the pixels of all frames or pages: rows are separated by /, frames by |,
    /// and the times of
    /// frames precede their pixels.</summary>
    private static string Show(Drawing drawing, DecodeOptions options)
    {
        var source = Bytes(drawing.File);
        if (drawing.Loops is not { } loops)
        {
            // An animation is opened as one.
            return string.Join(" | ", Enumerable.Range(0,
                drawing.Shown.Count(c => c == '|') + 1).Select(page =>
            {
                using var image = Codec.DecodeRgba(source, options with { Page = page });
                using var strips = Codec.OpenRgbaStrips(source, options with { Page = page });
                using var rows = new Raster<Rgba32>(image.Width, image.Height);
                Assert.Equal(image.Height, strips.Read(rows));
                Assert.All(Enumerable.Range(0, image.Height), y => Assert.Equal(image.Row(y), rows.Row(y)));
                return Show(image, drawing.Step);
            }));
        }

        using var reader = Codec.OpenFrames(source, options);
        Assert.Equal(loops, reader.LoopCount);
        var frames = new List<string>();
        using var frame = new Raster<Rgba32>(reader.Info.Width, reader.Info.Height);
        while (reader.Read(frame, out var milliseconds))
        {
            frames.Add($"{milliseconds} {Show(frame, drawing.Step)}");
        }

        return string.Join(" | ", frames);
    }

    private static string Show(Raster<Rgba32> image, int step) => string.Join(" / ",
        Enumerable.Range(0, (image.Height + step - 1) / step).Select(y => string.Join(' ',
            Enumerable.Range(0, (image.Width + step - 1) / step).Select(x =>
            {
                var pixel = image[Math.Min((x * step) + (step / 2), image.Width - 1),
                    Math.Min((y * step) + (step / 2), image.Height - 1)];
                return pixel.A == 0 ? "-" : $"{pixel.R:x2}{pixel.G:x2}{pixel.B:x2}"
                    + (pixel.A == byte.MaxValue ? "" : $"{pixel.A:x2}");
            }))));

    private static void AssertSame(Drawing drawing, string shown)
    {
        var (expected, found) = (drawing.Shown.Split(' '), shown.Split(' '));
        Assert.True(
            expected.Length == found.Length && expected.Zip(found).All(pair => IsNear(pair.First,
                pair.Second)),
            $"Expected {drawing.Shown}, but found {shown}");

        bool IsNear(string one,
            string other) => one == other || (one.Length >= 6 && one.Length == other.Length
            && Convert.FromHexString(one).Zip(Convert.FromHexString(other))
                .All(pair => Math.Abs(pair.First - pair.Second) <= drawing.Off));
    }
}

/// <summary>A drawn file, and how it is shown.</summary>
/// <param name="Shown">As DeclarationTests.Show returns it; empty for a file that is refused.</param>
/// <param name="Step">Pixels from one compared pixel to the next.</param>
/// <param name="Off">Largest difference of a channel, for lossy data and color conversion.</param>
/// <param name="Loops">The number of loops of an animation; null for pictures.</param>
internal sealed record Drawing(byte[] File, string Shown = "", int Step = 1, int Off = 0, int? Loops = null);
