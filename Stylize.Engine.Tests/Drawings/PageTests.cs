using System.IO.Compression;
using static Stylize.Engine.Tests.Segmentation.SampleFiles;

namespace Stylize.Engine.Tests.Drawings;

/// <summary>What a page and a press need of drawings.</summary>
public sealed partial class PageTests : CliTest
{
    /// <summary>Drawings in one page share no id, and refer to their own.</summary>
    [Theory]
    [InlineData("dot-art {0} --dot-count 300 --paper-size A6 --separation cmyk -o {1}")]
    [InlineData("dot-art {0} --dot-count 300 --distribution gradient -o {1}")]
    [InlineData("dot-art {0} --distribution hatch --pen 0.3mm,black --paper-size A6 -o {1}")]
    [InlineData("trace {0} -o {1}")]
    [InlineData("trace {0} --gradients -o {1}")]
    [InlineData("trace {0} --no-provenance -o {1}")]
    [InlineData("dot-art {0} --dot-count 300 --paper-size A6 --separation cmyk --no-provenance -o {1}")]
    [InlineData("trace {0} --colors 3 --centerline --paper-size A6 -o {1}")]
    [InlineData("pixel-art {0} --width 12 -o {1}")]
    public void Drawings_of_two_files_share_no_id(string line)
    {
        var ids = new HashSet<string>();
        Directory.CreateDirectory(_folder["b"]);
        foreach (var name in (string[])["a", "my 2nd", "\u56fe1", "\u753b1", "b/a"])
        {
            SaveColor(_folder[$"{name}.png"], 60 + name.Length, 40);
            _folder.Run([.. line.Split(' ').Select(word => word switch
            {
                "{0}" => $"{name}.png", "{1}" => $"{name}.svg", _ => word,
            })]).Exits(0);
            var svg = File.ReadAllText(_folder[$"{name}.svg"]);
            string[] own = [.. Id().Matches(svg).Select(id => id.Groups[1].Value)];
            Assert.All(own, id => Assert.True(ids.Add(id), id));
            Assert.All(Reference().Matches(svg), used => Assert.Contains(used.Groups[1].Value, own));
        }
    }

    /// <summary>A press prints DeviceGray with black ink, unless a group converts it to colors.</summary>
    [Fact]
    public void Opaque_grays_of_a_PDF_are_gray()
    {
        Save(_folder["letters.png"], 60, 40, (x, y) => x / 10 % 2 == 0 ? 0 : y < 20 ? ushort.MaxValue : 128 * 257);
        _folder.Run("trace", "letters.png", "--paper-size", "A6", "-o", "letters.pdf").Exits(0);
        var bytes = File.ReadAllBytes(_folder["letters.pdf"]);
        var text = Encoding.Latin1.GetString(bytes);
        Assert.DoesNotContain("/S /Transparency", text, StringComparison.Ordinal);
        var grays = new List<string>();
        foreach (Match part in Content().Matches(text))
        {
            using var data = new MemoryStream(bytes, part.Index + part.Length, bytes.Length - part.Index - part.Length);
            using var shapes = new StreamReader(new ZLibStream(data, CompressionMode.Decompress), Encoding.Latin1);
            var operations = shapes.ReadToEnd();
            Assert.DoesNotMatch(@"\b(?:rg|RG)\b", operations);
            grays.AddRange(Gray().Matches(operations).Select(gray => gray.Groups[1].Value));
        }

        Assert.Equal(["0", "0.502", "1"], grays.Distinct().Order());
    }

    [GeneratedRegex(@"\bid=""([^""]+)""")]
    private static partial Regex Id();

    [GeneratedRegex(@"url\(#([^)]+)\)")]
    private static partial Regex Reference();

    [GeneratedRegex(@"/FlateDecode /Length \d+ >>\s*stream\r?\n")]
    private static partial Regex Content();

    [GeneratedRegex(@"(?m)^([\d.]+) [gG]$")]
    private static partial Regex Gray();
}
