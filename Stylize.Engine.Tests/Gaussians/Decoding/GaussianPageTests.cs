using System.Security.Cryptography;
using Stylize.Engine.Gaussians.Decoding;
using Stylize.Engine.Tests.Browser;
using Stylize.Engine.Tests.Gaussians.Files.Animations;

namespace Stylize.Engine.Tests.Gaussians.Decoding;

public sealed partial class GaussianPageTests(Chromium chromium) : CliTest
{
    private const int Width = 160;
    private const int Height = 120;

    [Fact]
    public void A_page_holds_the_file_and_needs_no_network()
    {
        using var model = Model();
        var page = Write(model);
        Assert.DoesNotContain("@@", page);
        Assert.DoesNotContain("http://", page);
        Assert.DoesNotContain("https://", page);
        Assert.Contains("<title>&lt;T&gt;</title>", page);
        Assert.Equal(GaussianFileWriter.ToBytes(model), FileIn(page));
    }

    [Fact]
    public void The_policy_of_a_page_allows_only_its_own_script_and_style()
    {
        using var model = Model();
        var page = Write(model);
        var policy = Policy().Match(page).Groups[1].Value;
        Assert.StartsWith("default-src 'none'; img-src data:; ", policy);
        Assert.DoesNotContain("unsafe", policy);
        foreach (var element in new[] { "script", "style" })
        {
            var text = page.Split($"<{element}>")[1].Split($"</{element}>")[0];
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
            Assert.Contains($"{element}-src 'sha256-{Convert.ToBase64String(hash)}'", policy);
        }
    }

    /// <summary>Joined modules have no imports; the names that they declare do not collide, because each module is a
    /// function.</summary>
    [Fact]
    public void The_script_of_a_page_consists_of_the_modules_of_the_web_component()
    {
        using var model = Model();
        var page = Write(model);
        Assert.DoesNotMatch(new Regex(@"^\s*(import|export)\b", RegexOptions.Multiline), page);
        foreach (var file in Directory.GetFiles(Checkout.Path("web", "src"), "*.js")
            .Where(file =>
                Path.GetFileName(file)
                    is not ("element.js" or "extra.js" or "player.js" or "remote.js" or "worker.js")))
        {
            Assert.Contains($"const {Path.GetFileNameWithoutExtension(file)}Module = ", page);
            foreach (Match export in Exports().Matches(File.ReadAllText(file)))
            {
                Assert.Contains($"{export.Groups[1].Value} {export.Groups[2].Value}", page);
            }
        }
    }

    [Theory<Chromium>]
    [InlineData(GaussianCompositing.Normalized, GaussianBlendSpace.Srgb, false)]
    [InlineData(GaussianCompositing.Normalized, GaussianBlendSpace.Linear, true)]
    [InlineData(GaussianCompositing.Over, GaussianBlendSpace.Srgb, false)]
    [InlineData(GaussianCompositing.Additive, GaussianBlendSpace.Srgb, false)]
    public async Task A_browser_shows_what_the_renderer_does(
        GaussianCompositing compositing, GaussianBlendSpace space, bool alpha)
    {
        using var model = Model(compositing, space, alpha);
        File.WriteAllText(_folder["page.html"], Write(model, GaussianProfile.Lossless));
        await using var tab = await chromium.OpenAsync(null, Width, Height);
        await tab.GoAsync(new Uri(_folder["page.html"]).AbsoluteUri + "#bare");
        await tab.FrameAsync();
        using var expected = GaussianRenderer.Render(model);
        using var shot = ImageCodecs.Default.DecodeRgba(ImageSource.Memory(await tab.PictureAsync(), "screen"));
        foreach (var (x, y) in Coordinates(Width, Height))
        {
            var (a, b, ground) = (expected[x, y], shot[x, y], Ground(x, y));
            Assert.Equal(Over(a.R, a.A, ground.R), b.R, 1.5);
            Assert.Equal(Over(a.G, a.A, ground.G), b.G, 1.5);
            Assert.Equal(Over(a.B, a.A, ground.B), b.B, 1.5);
        }

        Assert.Empty(tab.Errors);
    }

    [Fact]
    public void The_command_writes_pages_with_and_without_a_photograph()
    {
        using var model = Model();
        File.WriteAllBytes(_folder["a.g2d"], GaussianFileWriter.ToBytes(model));
        _folder.Image("photo.png");
        _folder.Run("gaussian", "decode", "a.g2d", "-o", "a.html").Exits(0);
        Assert.Contains("<div id=\"photograph\" hidden></div>", File.ReadAllText(_folder["a.html"]));
        Assert.Equal(File.ReadAllBytes(_folder["a.g2d"]), FileIn(File.ReadAllText(_folder["a.html"])));
        _folder.Run("gaussian", "decode", "a.g2d", "-o", "b.html", "--compare", "photo.png").Exits(0);
        var page = File.ReadAllText(_folder["b.html"]);
        Assert.Contains("<img alt=\"\" src=\"data:image/jpeg;base64,", page);
        Assert.Contains("<meta name=\"stylize:provenance\"", page);
        foreach (var wrong in new[] { "--compare photo.png", "--format html --level .5", "--format html --width 20",
            "--region 1,2,0,4" })
        {
            var run = _folder.Run([.. "gaussian decode a.g2d --force".Split(' '), .. wrong.Split(' ')]);
            Assert.True(run.ExitCode == 2, $"{wrong}: exit {run.ExitCode}, {run.Error}");
        }
    }

    [Fact<Chromium>]
    public async Task A_page_fits_a_window_of_another_size_until_it_is_moved()
    {
        using var model = Model();
        File.WriteAllText(_folder["page.html"], Write(model));
        await using var tab = await chromium.OpenAsync(null, 800, 600);
        await tab.GoAsync(new Uri(_folder["page.html"]).AbsoluteUri);
        await tab.ResizeAsync(400, 600);
        await tab.WaitAsync("document.getElementById('text').textContent.includes(', 250%')");
        await tab.EvaluateAsync("document.getElementById('in').click()");
        await tab.ResizeAsync(320, 600);
        await tab.WaitAsync("innerWidth === 320");
        await tab.FrameAsync();
        Assert.Contains(", 350%", await tab.EvaluateAsync<string>("document.getElementById('text').textContent"));
    }

    /// <summary>The animation has six frames and is played three times.</summary>
    [Fact<Chromium>]
    public async Task A_page_plays_an_animation_to_its_last_frame()
    {
        File.WriteAllBytes(_folder["a.g2d"], DrawnAnimation.Create(2, 6, 90).File);
        _folder.Run("gaussian", "decode", "a.g2d", "-o", "a.html").Exits(0);
        await using var tab = await chromium.OpenAsync(null, 800, 600);
        await tab.GoAsync(new Uri(_folder["a.html"]).AbsoluteUri);
        await tab.WaitAsync("document.getElementById('play').textContent === 'Play'");
        await tab.FrameAsync();
        Assert.StartsWith("frame 6 of 6, 90 Gaussians",
            await tab.EvaluateAsync<string>("document.getElementById('text').textContent"));
        Assert.Empty(tab.Errors);
    }

    /// <summary>The slider holds the root of the level. The enlargement of the browser differs from that of the
    /// renderer.</summary>
    [Theory<Chromium>]
    [InlineData(GaussianCompositing.Normalized, .25)]
    [InlineData(GaussianCompositing.Normalized, .05)]
    [InlineData(GaussianCompositing.Over, .25)]
    public async Task The_slider_shows_the_coarse_picture_of_a_level(GaussianCompositing compositing, double level)
    {
        using var model = Model(compositing);
        File.WriteAllText(_folder["page.html"], Write(model, GaussianProfile.Lossless));
        await using var tab = await chromium.OpenAsync(null, Width, Height);
        await tab.GoAsync(new Uri(_folder["page.html"]).AbsoluteUri + "#bare");
        await tab.EvaluateAsync(FormattableString.Invariant($$"""
            const slider = document.getElementById('level');
            slider.value = {{Math.Sqrt(level)}};
            slider.dispatchEvent(new Event('input'));
            """));
        await tab.FrameAsync();
        using var expected = GaussianRenderer.Render(model, new RenderOptions { Level = level });
        using var whole = GaussianRenderer.Render(model);
        using var shot = ImageCodecs.Default.DecodeRgba(ImageSource.Memory(await tab.PictureAsync(), "screen"));
        var (off, offWhole) = (Pictures.Difference(expected, shot), Pictures.Difference(whole, shot));
        Assert.InRange(off, 0, 5);
        Assert.True(offWhole > 1.5 * off, $"{offWhole} from the whole picture, {off} from the coarse picture");
        Assert.Empty(tab.Errors);
    }

    [Fact]
    public void A_page_of_a_region_holds_that_part_and_a_page_of_a_beginning_fills_the_gaps()
    {
        using var model = Model();
        var bytes = GaussianFileWriter.ToBytes(model);
        File.WriteAllBytes(_folder["a.g2d"], bytes);
        File.WriteAllBytes(_folder["cut.g2d"], bytes[..(bytes.Length / 2)]);
        _folder.Run("gaussian", "decode", "a.g2d", "-o", "part.html", "--region", "40,20,60,50").Exits(0);
        _folder.Run("gaussian", "decode", "cut.g2d", "-o", "cut.html", "--allow-prefix").Exits(0);
        _folder.Run("gaussian", "decode", "a.g2d", "-o", "part.png", "--region", "40,20,60,50").Exits(0);
        _folder.Run("gaussian", "decode", "cut.g2d", "-o", "cut.png", "--allow-prefix")
            .Exits(0, $" of {model.Count} Gaussians");
        foreach (var name in new[] { "part", "cut" })
        {
            using var expected = _folder.Decode($"{name}.png");
            using var file = GaussianFileReader.Read(FileIn(File.ReadAllText(_folder[$"{name}.html"])), name);
            using var shown = GaussianRenderer.Render(file.Model);
            Assert.Equal((expected.Width, expected.Height), (shown.Width, shown.Height));

            // The file of the page has another order, so that sums round differently.
            Pictures.AssertPart(expected, shown);
        }
    }

    [Theory]
    [InlineData("1")]
    [InlineData("0.5")]
    public void A_region_equals_that_part_of_the_whole_picture(string scale)
    {
        using var model = Model();
        File.WriteAllBytes(_folder["a.g2d"], GaussianFileWriter.ToBytes(model, GaussianProfile.Lossless));
        _folder.Run("gaussian", "decode", "a.g2d", "-o", "whole.png", "--scale", scale).Exits(0);
        _folder.Run(
            "gaussian", "decode", "a.g2d", "-o", "part.png", "--scale", scale, "--region", "40,20,60,50").IsQuiet();
        using var whole = _folder.Decode("whole.png");
        using var part = _folder.Decode("part.png");
        var step = scale == "1" ? 1 : 2;
        Assert.Equal((60 / step, 50 / step), (part.Width, part.Height));
        Pictures.AssertPart(whole, part, 40 / step, 20 / step);
        _folder.Run("gaussian", "decode", "a.g2d", "--region", "400,20,60,50").Exits(1);
    }

    [Fact]
    public void A_page_of_a_region_compares_with_that_part_of_the_photograph()
    {
        _folder.Image(
            "photo.png", 2 * Width, 2 * Height, (x, _) => x is >= 200 and < 260 ? new(255, 0, 0) : new(0, 0, 255));
        using var model = Model();
        File.WriteAllBytes(_folder["a.g2d"], GaussianFileWriter.ToBytes(model, GaussianProfile.Standard));
        _folder.Run(
            "gaussian", "decode", "a.g2d", "-o", "page.html", "--region", "100,90,80,60", "--compare",
            "photo.png").IsQuiet();
        using var part = Compared("page.html");
        Assert.Equal((160, 120), (part.Width, part.Height));
        Assert.True(part[20, 20].R > 240 && part[20, 20].B < 15, "red up to column 60");
        Assert.True(part[90, 20].B > 240 && part[90, 20].R < 15, "blue beyond it");
        Assert.True(part[150, 20].G > 240 && part[90, 80].G > 240, "white outside of the photograph");
    }

    [Fact]
    public void A_photograph_with_another_aspect_ratio_gives_a_warning_and_a_large_one_is_reduced()
    {
        _folder.Image("wide.png", 8000, 100);
        using var model = Model();
        File.WriteAllBytes(_folder["a.g2d"], GaussianFileWriter.ToBytes(model, GaussianProfile.Standard));
        _folder.Run(
            "gaussian", "decode", "a.g2d", "-o", "page.html", "--compare", "wide.png").Exits(0, "8000 x 100",
            "160 x 120");
        using var shown = Compared("page.html");
        Assert.Equal((4096, 51), (shown.Width, shown.Height));
    }

    private Raster<Rgba32> Compared(string page)
    {
        var data = PhotographData().Match(File.ReadAllText(_folder[page])).Groups[1].Value;
        return ImageCodecs.Default.DecodeRgba(ImageSource.Memory(Convert.FromBase64String(data), "photo"));
    }

    private static double Over(byte value, byte alpha, byte ground) => ground + ((value - ground) * (alpha / 255.0));

    /// <summary>The page's checkerboard behind transparent pictures.</summary>
    private static Rgba32 Ground(int x, int y) =>
        (x % 24 < 12) == (y % 24 < 12) ? new Rgba32(0x22, 0x22, 0x25) : new Rgba32(0x2a, 0x2a, 0x2d);

    private static byte[] FileIn(string page) => Convert.FromBase64String(FileData().Match(page).Groups[1].Value);

    private static GaussianModel Model(
        GaussianCompositing compositing = GaussianCompositing.Normalized,
        GaussianBlendSpace space = GaussianBlendSpace.Srgb, bool alpha = false)
    {
        using var random = RandomModel.Create(91, 300, Width, Height);
        return new GaussianModel(random.Store.Clone(), Width, Height)
        {
            Compositing = compositing,
            BlendSpace = space,
            HasAlpha = alpha,
            Background = new GaussianColor<float>(.2f, .4f, .3f, 1),
        };
    }

    private static string Write(GaussianModel model, GaussianProfile profile = GaussianProfile.Compact)
    {
        var file = GaussianFileWriter.ToBytes(model, profile);
        return Encoding.UTF8.GetString(
            EncodedFiles.Written(page => GaussianPage.Write(file, page, new GaussianPageOptions("<T>"))));
    }

    [GeneratedRegex("<script id=\"file\" type=\"application/octet-stream\">([^<]*)</script>")]
    private static partial Regex FileData();

    [GeneratedRegex("Content-Security-Policy\" content=\"([^\"]*)\"")]
    private static partial Regex Policy();

    [GeneratedRegex(@"^export (const|class) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Exports();

    [GeneratedRegex("src=\"data:image/jpeg;base64,([^\"]*)\"")]
    private static partial Regex PhotographData();
}
