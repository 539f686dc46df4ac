namespace Stylize.Engine.Tests.Words;

/// <summary>
/// Pages that show each task as a line for a shell and as a line for PowerShell. STYLIZE_WRITE_PAGES=1 writes the lines
/// again, from those for a shell. PesterTests/TaskPages.Tests.ps1 runs the lines for PowerShell.
/// </summary>
public sealed partial class TaskPageTests : CliTest
{
    private const string Indent = "    ";
    private static readonly string[] Pages = ["cookbook.md", "dot-art.md", "pixel-art.md", "plotters.md"];
    private static readonly string[] Photographs =
    [
        "photo.jpg", "portrait.png", "photos/a.jpg", "photos/holiday/b.jpg", "walk/walk_001.png", "walk/walk_002.png",
        "samples/astronaut.jpg", "samples/coffee.jpg", "samples/rocket.jpg", "samples/gallery/cat.jpg",
        "samples/gallery/grass.jpg", "samples/gallery/hopper.jpg", "samples/gallery/owl.jpg",
    ];

    /// <summary>The blocks of lines with commands, by page and number of its first line.</summary>
    public static TheoryData<string, int, string[]> Blocks
    {
        get
        {
            var blocks = new TheoryData<string, int, string[]>();
            foreach (var page in Pages)
            {
                foreach (Match block in Block().Matches(Read(page)))
                {
                    blocks.Add(page, Read(page)[..block.Index].Split('\n').Length, Lines(block));
                }
            }

            return blocks;
        }
    }

    [Fact]
    public void Each_task_has_the_lines_that_the_studio_would_copy()
    {
        var written = Pages.ToDictionary(page => page, page => Block().Replace(
            Read(page), block => string.Concat(Pairs(Lines(block)).Select(line => $"{Indent}{line}\n"))));
        if (Environment.GetEnvironmentVariable("STYLIZE_WRITE_PAGES") == "1")
        {
            foreach (var (page, text) in written)
            {
                File.WriteAllText(Path(page), text);
            }
        }

        Assert.All(written, page => Assert.Equal(page.Value, Read(page.Key)));
    }

    /// <summary>A reader who follows a page in one folder would replace a file, which is refused.</summary>
    [Fact]
    public void Pages_write_each_file_once() => Assert.All(Pages, page =>
    {
        var written = Block().Matches(Read(page)).SelectMany(Lines).Where(IsShell).Select(ShellWords.Split)
            .Where(words => words.Contains("-o")).Select(words => words[Array.IndexOf(words, "-o") + 1]);
        var files = written.Where(System.IO.Path.HasExtension).ToArray();
        Assert.Equal(files.Distinct(), files);
    });

    [Theory]
    [MemberData(nameof(Blocks))]
    [Trait("Tier", "All")]
    public void Lines_for_a_shell_run(string page, int line, string[] block)
    {
        foreach (var photograph in Photographs)
        {
            _folder.Image(photograph);
        }

        foreach (var clip in (string[])["clip.gif", "walk.gif", "idle.gif"])
        {
            File.Copy(Checkout.Path("PesterTests", "clip.gif"), _folder[clip]);
        }

        Enlarged("samples/pixel-art/enlarged.jpg");
        _folder.Run("pixel-art", "clip.gif", "-o", "sprite.gif", "--width", "24", "--scale", "6").Exits(0);
        foreach (var name in (string[])["DAPI", "GFP"])
        {
            _folder.Nuclei($"plate/PLATE1_E4_T0_1_{name}.png");
        }

        foreach (var shell in block.Where(IsShell))
        {
            var words = ShellWords.Split(shell)[1..];
            string[] shortFit = words is ["gaussian", "encode", ..] ? ["--iterations", "10"] : [];
            var run = _folder.Run([.. words, .. shortFit]);
            Assert.True(run.ExitCode == 0, $"{page}:{line}: {shell}\n{run.Error}");
            var output = Array.IndexOf(words, "-o");
            Assert.True(
                output < 0 || words.Contains("--what-if") || System.IO.Path.Exists(_folder[words[output + 1]]), shell);
        }
    }

    /// <summary>Writes pixel art with cells of 8 pixels.</summary>
    private void Enlarged(string name)
    {
        _folder.Image("small.png", 24, 16);
        _folder.Run("pixel-art", "small.png", "-o", "large.png", "--width", "24", "--scale", "8").Exits(0);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(_folder[name])!);
        File.Move(_folder["large.png"], _folder[name]);
    }

    /// <summary>Returns the lines of a block, with the line for PowerShell below each line for a shell.</summary>
    private static IEnumerable<string> Pairs(string[] block)
    {
        for (var i = 0; i < block.Length; i++)
        {
            var pair = IsShell(block[i]) ? TaskLine.Write(block[i]) : null;
            yield return pair?.Shell ?? block[i];
            if (pair is null) continue;

            yield return pair.Value.PowerShell;
            i += i + 1 < block.Length && !IsShell(block[i + 1]) ? 1 : 0;
        }
    }

    private static bool IsShell(string line) => line.StartsWith("stylize ", StringComparison.Ordinal);

    private static string Read(string page) => File.ReadAllText(Path(page)).ReplaceLineEndings("\n");

    private static string Path(string page) => Checkout.Path("docs", page);

    private static string[] Lines(Match block) =>
        [.. block.Value.TrimEnd('\n').Split('\n').Select(line => line[Indent.Length..])];

    [GeneratedRegex(@"^(?: {4}(?:stylize|[A-Z]\w+-[A-Z]\w+) [^\n]*\n)+", RegexOptions.Multiline)]
    private static partial Regex Block();
}
