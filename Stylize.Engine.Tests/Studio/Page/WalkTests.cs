using Stylize.Engine.Tests.Browser;
using Stylize.Engine.Tests.PixelArt;
using Stylize.Engine.Tests.Web;

namespace Stylize.Engine.Tests.Studio.Page;

/// <summary>
/// What three people do from the first picture to the saved file, with the chooser of files, touches, clicks and keys,
/// in the studio and on the published site.
/// </summary>
[Collection(SharedStudioCollection.Name)]
public sealed class WalkTests(SharedStudio studio, Chromium chromium, Site site) : IClassFixture<Site>, IDisposable
{
    private readonly CliFolder _downloads = new();

    /// <summary>Returns the share of the pixels of the picture, at 100%, that differ from a drawing.</summary>
    private const string Difference = """
        (async bytes => {
          const parts = [Uint8Array.from(atob(bytes), letter => letter.charCodeAt(0))];
          const blob = new Blob(parts, { type: 'image/svg+xml' });
          const image = Object.assign(new Image(), { src: URL.createObjectURL(blob) });
          await image.decode();
          const shown = document.getElementById('picture'), { naturalWidth: w, naturalHeight: h } = image;
          const left = Math.round((shown.width - w) / 2), top = Math.round((shown.height - h) / 2);
          const pen = new OffscreenCanvas(w, h).getContext('2d');
          pen.drawImage(image, 0, 0);
          const a = pen.getImageData(0, 0, w, h).data;
          const b = shown.getContext('2d').getImageData(left, top, w, h).data;
          const opaque = [...Array(w * h).keys()].filter(at => a[4 * at + 3] === 255);
          if (opaque.length < w * h / 4) return 1;
          const differs = at => [0, 1, 2].some(part => Math.abs(a[4 * at + part] - b[4 * at + part]) > 8);
          return opaque.filter(differs).length / opaque.length;
        })
        """;

    public void Dispose() => _downloads.Dispose();

    [Theory<Chromium>]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_artist_draws_a_photograph_in_dots_on_a_phone_and_saves_it(bool isSite)
    {
        using var folder = new CliFolder();
        SharedStudio.DrawPhotograph(folder);
        File.Move(folder["in/photo.jpg"], folder["beach.jpg"]);
        await using var opened = await OpenAsync(isSite, "", 390, 844, tab => tab.TouchAsync());
        var tab = opened.Tab;
        await opened.OpenPictureAsync(folder["beach.jpg"]);
        await tab["#operation"].SelectAsync("dot-art");
        await opened.WaitForFullAsync(asks: false);
        var first = await opened.PictureAsync();
        await tab["[data-name=DotCount] input[type=range]"].ClickAsync();
        await tab.WaitAsync("location.hash.includes('DotCount=')");
        await opened.WaitForFullAsync(asks: false);
        Assert.NotEqual(first, await opened.PictureAsync());

        await tab["#more"].ClickAsync();
        await tab["#search"].WaitAsync();
        await tab["#more"].ClickAsync();
        await tab["#search"].WaitAsync("!this.checkVisibility()");

        await tab["#show-line"].ClickAsync();
        await tab["#copy"].ClickAsync();
        await tab["#copy-label"].WaitForTextAsync("Copied");
        var line = await tab.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.Matches("beach.jpg.* -+[Dd]ot-?[Cc]ount ", line);
        await tab["#show-line"].ClickAsync();

        await tab["#actual"].ClickAsync();
        var saved = Convert.ToBase64String(await opened.SaveAsync("beach.dots.svg"));
        Assert.InRange(await tab.EvaluateAsync<double>($"{Difference}('{saved}')"), 0, 0.001);
        opened.RequireNoErrors();
    }

    [Theory<Chromium>]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_game_maker_changes_the_colors_and_saves_what_the_line_gives(bool isSite)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The line is run by /bin/sh.");
        await using var opened = await OpenAsync(isSite, "dot-art/Default/photo.jpg", 1280, 800);
        var (tab, folder) = (opened.Tab, opened.Studio.Folder);
        using (var image = SyntheticPhotograph.Busy(300, 200))
        {
            image.Save(folder["level.png"], new(ImageFormat.Png));
        }

        await opened.OpenPictureAsync(folder["level.png"]);
        await tab["[data-operation=pixel-art]"].ClickAsync();
        await opened.WaitForFullAsync();
        var used = await ColorsAsync();
        await tab["[data-name=Colors] input[type=range]"].PressAsync("ArrowLeft");
        await opened.WaitForFullAsync();
        Assert.InRange(await ColorsAsync(), 0.7 * used, used - 1);

        await tab["#swatches button:nth-child(2)"].ClickAsync();
        await tab.ByRole("button", "Lock").ClickAsync();
        await opened.WaitForFullAsync();
        Assert.Matches("LockedColor=%23[0-9a-f]{6}$", await opened.HashAsync());
        await tab["#swatches button:last-child"].ClickAsync();
        var old = await tab["#color-menu input"].ReadAsync<string>("this.value");
        await tab["#color-menu input"].ClickAsync();
        await tab.FrameAsync();
        await tab.PressAsync("ArrowRight");
        await tab["#color-menu input"].WaitAsync($"this.value !== '{old}'");
        var chosen = await tab["#color-menu input"].ReadAsync<string>("this.value");
        await tab.PressAsync("Enter");
        await tab[$"#swatches [title='{chosen}']"].WaitAsync();
        await opened.WaitForFullAsync();

        await tab["#pin"].ClickAsync();
        await tab["#divider"].WaitAsync();
        var size = await tab["#file"].TextAsync();
        await tab["#option-Width"].FillAsync("90");
        await tab["#option-Width"].PressAsync("Enter");
        await tab.WaitAsync("location.hash.includes('Width=90')");
        await opened.WaitForFullAsync();
        Assert.Equal($"Pinned, {size}", await tab["#tag-before"].TextAsync());
        Assert.NotEqual($"Now, {size}", await tab["#tag-after"].TextAsync());
        await tab["#pin"].ClickAsync();

        var saved = await opened.SaveAsync("level.pixelart.png", "saved level.png");
        var made = opened.Studio.Run(await opened.CopyLineAsync());
        Assert.Contains(made, path => File.ReadAllBytes(path).AsSpan().SequenceEqual(saved));
        Array.ForEach(made, File.Delete);
        opened.RequireNoErrors();

        Task<int> ColorsAsync() => tab["#colors-title"].ReadAsync<int>("parseInt(this.textContent)");
    }

    [Theory<Chromium>]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_biologist_counts_nuclei_and_finds_the_choice_again_after_a_reload(bool isSite)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The line is run by /bin/sh.");
        await using var opened = await OpenAsync(isSite, "pixel-art/Default/photo.jpg", 1920, 1080);
        var (tab, folder) = (opened.Tab, opened.Studio.Folder);
        SharedStudio.DrawTile(3, folder["nuclei.tif"]);
        await opened.OpenPictureAsync(folder["nuclei.tif"]);
        await tab["[data-operation=regions]"].ClickAsync();
        await opened.WaitForFullAsync();
        var all = await CountAsync();
        Assert.Contains("px²", await tab["#table-head"].TextAsync());
        Assert.Matches(@"^\d+$", await tab["#option-MinArea"].ReadAsync<string>("this.placeholder"));

        await tab["#option-MinArea"].FillAsync("150");
        await tab["#option-MinArea"].PressAsync("Enter");
        await opened.WaitForFullAsync();
        var large = await CountAsync();
        Assert.InRange(large, 1, all - 1);
        var made = opened.Studio.Run(await opened.CopyLineAsync());
        Assert.Equal(
            large + 1, (await File.ReadAllLinesAsync(made.Single(path => path.EndsWith(".csv")))).Length);
        Array.ForEach(made, File.Delete);

        await tab.ReloadAsync();
        await opened.WaitForFullAsync();
        Assert.Equal("nuclei.tif", await tab["#input-name"].TextAsync());
        Assert.Equal("150", await tab["#option-MinArea"].ReadAsync<string>("this.value"));
        Assert.Equal(large, await CountAsync());
        opened.RequireNoErrors();

        async Task<int> CountAsync()
        {
            var count = await tab["#table-count"].ReadAsync<int>("parseInt(this.textContent)");
            Assert.Equal(count, await tab["#table-body"].ReadAsync<int>("this.rows.length"));
            return count;
        }
    }

    /// <summary>Opens a state of the studio, or the first screen of the site.</summary>
    private async Task<StudioPage> OpenAsync(
        bool isSite, string hash, int width, int height, Func<Tab, Task>? prepare = null)
    {
        if (!isSite) return await studio.OpenAsync(hash, width, height, prepare);

        Assert.SkipWhen(Site.Missing is not null, Site.Missing ?? "");
        var tab = await chromium.OpenAsync(width: width, height: height);
        await tab.CallAsync("Page.setDownloadBehavior", new { Behavior = "allow", DownloadPath = _downloads.Path });
        if (prepare is not null) await prepare(tab);
        await tab.GoAsync(site.Address);
        return new StudioPage(studio.Process, tab, _downloads);
    }
}
