using Stylize.Engine.Tests.Browser;
using Stylize.Engine.Tests.PixelArt;

namespace Stylize.Engine.Tests.Studio.Page;

/// <summary>The whole way of three people through the page, each with a picture of their own.</summary>
[Collection(SharedStudioCollection.Name)]
public sealed class WalkTests(SharedStudio studio)
{
    [Fact<Chromium>]
    public async Task An_artist_with_a_phone_draws_a_photograph_with_dots_and_saves_it()
    {
        using var folder = Photograph("portrait.jpg");
        await using var opened = await studio.OpenFullAsync("pixel-art/Default/photo.jpg", 390, 844);
        var tab = opened.Tab;
        await opened.OpenPictureAsync(folder["portrait.jpg"]);
        await tab["#operation"].SelectAsync("dot-art");
        await opened.WaitForFullAsync();
        await tab["#preset"].ClickAsync();
        await tab["#presets [data-preset=Ink]"].ClickAsync();
        await opened.WaitForFullAsync();
        await tab["#more"].ClickAsync();
        await tab["#search"].FillAsync("dot count");
        await tab["#option-DotCount"].FillAsync("900");
        await tab["#option-DotCount"].PressAsync("Enter");
        await tab["#more"].ClickAsync();
        await opened.WaitForFullAsync();
        await tab["#show-save-picture"].ClickAsync();
        await tab["#save-name"].FillAsync("portrait.svg");
        await tab["#save [type=submit]"].ClickAsync();
        await tab["#announcement"].WaitForTextAsync("portrait.svg");
        Assert.Equal(await opened.ResultAsync(), await File.ReadAllBytesAsync(opened.Studio.Folder["portrait.svg"]));
        opened.RequireNoErrors();
    }

    [Fact<Chromium>]
    public async Task A_game_maker_compares_two_widths_and_leaves_with_the_line_and_the_palette()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The line is run by /bin/sh.");
        await using var opened = await studio.OpenFullAsync("pixel-art/Default/photo.jpg");
        var tab = opened.Tab;
        await tab["#option-Width"].FillAsync("32");
        await tab["#option-Width"].PressAsync("Enter");
        await opened.WaitForFullAsync();
        await tab["#pin"].ClickAsync();
        await tab["#option-Width"].FillAsync("64");
        await tab["#option-Width"].PressAsync("Enter");
        await tab["#tag-before"].WaitForTextAsync("Pinned");
        await tab["#pin"].ClickAsync();
        await tab["[data-name=Dither] .vary"].ClickAsync();
        await tab[".card[aria-current=false]:not([aria-disabled])"].ClickAsync();
        await opened.WaitForFullAsync();
        await tab["#copy-colors"].ClickAsync();
        var colors = await tab.EvaluateAsync<string>("navigator.clipboard.readText()");
        var made = opened.Studio.Run(await opened.CopyLineAsync());
        Assert.Equal(await opened.ResultAsync(), await File.ReadAllBytesAsync(made.Single()));
        using (var picture = opened.Studio.Folder.Decode(Path.GetRelativePath(opened.Studio.Folder.Path, made[0])))
        {
            var found = Enumerable.Range(0, picture.Height).SelectMany(y => picture.Row(y).ToArray()).Distinct();
            Assert.Subset(colors.Split(", ").ToHashSet(), found.Select(color => color.ToHex()).ToHashSet());
        }

        File.Delete(made[0]);
        opened.RequireNoErrors();
    }

    [Fact<Chromium>]
    public async Task A_biologist_opens_a_tile_reads_its_regions_and_leaves_with_the_line()
    {
        using var folder = new CliFolder();
        folder.Nuclei("nuclei.png", 96, 64);
        await using var opened = await studio.OpenFullAsync("pixel-art/Default/photo.jpg", 1920, 1080);
        var tab = opened.Tab;
        await opened.OpenPictureAsync(folder["nuclei.png"]);
        await tab["[data-operation=regions]"].ClickAsync();
        await opened.WaitForFullAsync();
        await tab["#table-body tr"].WaitAsync();
        await tab.EvaluateAsync(
            "[...document.querySelectorAll('#table-head button')].find(one => one.textContent === 'Area').click()");
        var areas = await tab.EvaluateAsync<double[]>("""
            [...document.querySelectorAll('#table-body tr')].map(row => {
              const at = [...document.querySelectorAll('#table-head th')].findIndex(head => head.textContent === 'Area');
              return Number(row.cells[at].textContent.replaceAll(',', ''));
            })
            """);
        Assert.True(areas.Length > 1 && areas.SequenceEqual(areas.Order()), string.Join(' ', areas));
        await tab["#picture"].PressAsync("c");
        await tab["#divider"].WaitAsync();
        Assert.StartsWith("stylize regions nuclei.png", await opened.CopyLineAsync());
        opened.RequireNoErrors();
    }

    private static CliFolder Photograph(string name)
    {
        var folder = new CliFolder();
        SharedStudio.DrawPhotograph(folder);
        File.Move(folder["in/photo.jpg"], folder[name]);
        return folder;
    }
}
