namespace Stylize.Studio.Tests;

/// <summary>
/// For each operation: open, change an option, see another picture, choose a variant, copy the line, run it, compare bytes.
/// </summary>
[Collection(ChromiumCollection.Name)]
public sealed class JourneyTests(Chromium chromium)
{
    /// <summary>
    /// The state in the address, the option to change with a key, the key, and the option to vary ("" for the presets).
    /// </summary>
    public static TheoryData<string, string, string, string> Journeys => new()
    {
        { "pixel-art/Default/parrots.jpg", "Colors", "PageDown", "Dither" },
        { "dot-art/Default/caps.jpg", "DotCount", "PageDown", "" },
        { "restore/Default/sprite.png", "Colors", "PageDown", "TransparentBackground" },
        { "gaussian encode/Draft/caps.jpg?Count=200", "Count", "PageUp", "Profile" },
        { "gaussian decode/Default/scene.g2d", "Scale", "PageDown", "Level" },
        { "gaussian edit/Default/scene.g2d?Scale=0.5", "Rotate", "PageUp", "Scale" },
        { "regions/Default/tile.tif", "ProximityRadius", "PageUp", "Split" },
    };

    [Theory]
    [MemberData(nameof(Journeys))]
    public async Task The_copied_line_gives_the_picture(string state, string option, string key, string varied)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The line is run by /bin/sh.");
        await using var opened = await chromium.OpenAsync(state);
        await TravelAsync(opened, option, key, varied);
        var made = opened.Studio.Run(await opened.CopyLineAsync());
        var result = await opened.ResultAsync();
        Assert.Contains(made, path => File.ReadAllBytes(path).AsSpan().SequenceEqual(result));
        opened.RequireNoErrors();
    }

    [Fact]
    public async Task The_copied_line_of_PowerShell_gives_the_picture()
    {
        await using var opened = await chromium.OpenAsync("pixel-art/Default/caps.jpg?LockedColor=%23ff0000&Width=48");
        await opened.WaitForFullAsync();
        var made = opened.Studio.RunPowerShell(await opened.CopyLineAsync("powershell"));
        var picture = made.Single(path => path.EndsWith(".png", StringComparison.Ordinal));
        Assert.Equal(await opened.ResultAsync(), await File.ReadAllBytesAsync(picture));
    }

    [Fact]
    public async Task The_copied_line_of_a_plate_gives_the_files_of_a_run_from_the_page()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The line is run by /bin/sh.");
        await using var studio = await chromium.StartAsync(Inputs.Plate);
        await using var opened = await studio.OpenAsync("segment/Default/SAMPLE_A2_T1_3_DAPI.tif");
        await TravelAsync(opened, "ProximityRadius", "PageUp", "Split");
        var folder = Path.Combine(studio.Folder, "in");
        var made = studio.Run(await opened.CopyLineAsync()).ToDictionary(path => Path.GetRelativePath(folder, path));
        await opened.RunAsync("out", "Done: 6 of 6");
        var pictures = made.Keys.Where(name => name.EndsWith(".png", StringComparison.Ordinal)).ToArray();
        Assert.True(pictures.Length > 10, $"{pictures.Length} pictures");
        foreach (var name in pictures)
        {
            Assert.Equal(File.ReadAllBytes(made[name]), File.ReadAllBytes(Path.Combine(studio.Folder, "out", name)));
        }

        opened.RequireNoErrors();
    }

    /// <summary>Changes an option, sees another picture, and chooses a variant.</summary>
    private static async Task TravelAsync(StudioPage opened, string option, string key, string varied)
    {
        var page = opened.Page;
        await opened.WaitForFullAsync();
        var first = await opened.PictureAsync();

        await page.Locator("#search").FillAsync(option);
        var slider = page.Locator($"[data-name={option}] input[type=range]");
        await slider.FocusAsync();
        for (var press = 0; press < 3; press++)
        {
            await slider.PressAsync(key);
        }

        await page.WaitForFunctionAsync("name => location.hash.includes(name)", option);
        await opened.WaitForFullAsync();
        var second = await opened.PictureAsync();
        Assert.NotEqual(first, second);

        await page.Locator("#show-variants").ClickAsync();
        if (varied.Length > 0) await page.Locator("#variants-of").SelectOptionAsync(varied);
        var other = page.Locator(".card[aria-current=false]:not([aria-disabled])").First;
        await other.ClickAsync();
        await page.Locator("#variants").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await opened.WaitForFullAsync();
    }
}
