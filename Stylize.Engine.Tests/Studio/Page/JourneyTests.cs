using Stylize.Engine.Tests.Browser;

namespace Stylize.Engine.Tests.Studio.Page;

/// <summary>
/// For each operation: open, change an option, see another picture, choose a variant, copy the line, run it, compare
/// bytes.
/// </summary>
[Collection(SharedStudioCollection.Name)]
public sealed class JourneyTests(SharedStudio studio)
{
    /// <summary>
    /// The state in the address, the option to change with a key, the key, and the option to vary ("" for the presets).
    /// </summary>
    public static TheoryData<string, string, string, string> Journeys => new()
    {
        { "pixel-art/Default/photo.jpg", "Colors", "PageDown", "Dither" },
        { "dot-art/Default/photo.jpg", "DotCount", "PageDown", "" },
        { "restore/Default/sprite.png", "Colors", "PageDown", "TransparentBackground" },
        { "gaussian encode/Draft/photo.jpg?Count=200", "Count", "PageUp", "Profile" },
        { "gaussian decode/Default/scene.g2d", "Scale", "PageDown", "Level" },
        { "gaussian edit/Default/scene.g2d?Scale=0.5", "Rotate", "PageUp", "Scale" },
        { $"regions/Default/{SharedStudio.Tile}", "ProximityRadius", "PageUp", "Split" },
    };

    [Theory<Chromium>]
    [MemberData(nameof(Journeys))]
    public async Task The_copied_line_gives_the_picture(string state, string option, string key, string varied)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The line is run by /bin/sh.");
        await using var opened = await studio.OpenAsync(state);
        await TravelAsync(opened, option, key, varied);
        var made = opened.Studio.Run(await opened.CopyLineAsync());
        var result = await opened.ResultAsync();
        Assert.Contains(made, path => File.ReadAllBytes(path).AsSpan().SequenceEqual(result));
        Array.ForEach(made, File.Delete); // Results next to the inputs would be inputs of a run on the folder.
        opened.RequireNoErrors();
    }

    [Fact<Chromium>]
    public async Task The_copied_line_of_PowerShell_gives_the_picture()
    {
        await using var opened =
            await studio.OpenFullAsync("pixel-art/Default/sprite.png?LockedColor=%23ff0000&Width=48");
        var made = opened.Studio.RunPowerShell(await opened.CopyLineAsync("powershell"));
        var picture = made.Single(path => path.EndsWith(".png", StringComparison.Ordinal));
        Assert.Equal(await opened.ResultAsync(), await File.ReadAllBytesAsync(picture));
        Array.ForEach(made, File.Delete);
    }

    [Fact<Chromium>]
    public async Task The_copied_line_of_a_plate_gives_the_files_of_a_run_from_the_page()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The line is run by /bin/sh.");
        await using var opened = await studio.OpenAsync($"segment/Default/{SharedStudio.Tile}");
        await TravelAsync(opened, "ProximityRadius", "PageUp", "Split");
        var folder = opened.Studio.Folder;
        var made = opened.Studio.Run(await opened.CopyLineAsync())
            .ToDictionary(path => Path.GetRelativePath(folder["in"], path));
        await opened.RunAsync("plate", "Done: 2 of 2");
        var pictures = made.Keys.Where(name => name.EndsWith(".png", StringComparison.Ordinal)).ToArray();
        Assert.True(pictures.Length > 4, $"{pictures.Length} pictures");
        foreach (var name in pictures)
        {
            Assert.Equal(File.ReadAllBytes(made[name]), File.ReadAllBytes(Path.Combine(folder["plate"], name)));
        }

        Array.ForEach([.. made.Values], File.Delete);

        opened.RequireNoErrors();
    }

    /// <summary>Changes an option, sees another picture, and chooses a variant.</summary>
    private static async Task TravelAsync(StudioPage opened, string option, string key, string varied)
    {
        var tab = opened.Tab;
        await opened.WaitForFullAsync();
        var first = await opened.PictureAsync();

        await tab["#search"].FillAsync(option);
        var slider = tab[$"[data-name={option}] input[type=range]"];
        for (var press = 0; press < 3; press++)
        {
            await slider.PressAsync(key);
        }

        await tab.WaitAsync($"location.hash.includes('{option}')");
        await opened.WaitForFullAsync();
        Assert.NotEqual(first, await opened.PictureAsync());

        await tab["#show-variants"].ClickAsync();
        if (varied.Length > 0) await tab["#variants-of"].SelectAsync(varied);
        await tab[".card[aria-current=false]:not([aria-disabled])"].ClickAsync();
        await tab.WaitAsync("document.getElementById('variants').hidden");
        await opened.WaitForFullAsync();
    }
}
