using System.Text.Json;

namespace Stylize.Studio.Tests;

/// <summary>The points of WCAG 2.2 AA that a program can check: names, contrast, target sizes, focus, reflow.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class AccessibilityTests(Chromium chromium)
{
    private static readonly string[] Interactive =
    [
        "button", "slider", "checkbox", "switch", "radio", "combobox", "textbox", "searchbox", "spinbutton", "link", "ColorWell", "dialog",
    ];

    [Theory]
    [InlineData("pixel-art/Default/parrots.jpg?LockedColor=%23ff0000&Width=40&Height=40")]
    [InlineData("dot-art/Default/parrots.jpg?Pen=0.3mm,black;CMYK&PaperColor=white")]
    [InlineData("regions/Default/tile.tif")]
    public async Task Every_control_has_a_name(string hash)
    {
        await using var opened = await chromium.OpenAsync(hash);
        await opened.WaitForFullAsync();
        await opened.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(group => { group.open = true; })");
        var session = await opened.Page.Context.NewCDPSessionAsync(opened.Page);
        var tree = (await session.SendAsync("Accessibility.getFullAXTree"))!.Value;
        var nodes = tree.GetProperty("nodes").EnumerateArray().Where(node => !node.GetProperty("ignored").GetBoolean()).ToArray();
        var controls = nodes.Where(node => Interactive.Contains(Text(node, "role"))).ToArray();
        Assert.True(controls.Length > 40, $"Only {controls.Length} controls were found.");
        Assert.Empty(controls.Where(node => Text(node, "name").Length == 0).Select(node => node.GetRawText()));
        foreach (var landmark in new[] { "banner", "navigation", "main", "complementary", "contentinfo" })
        {
            Assert.Contains(nodes, node => Text(node, "role") == landmark);
        }

        opened.RequireNoErrors();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Text_and_controls_have_the_contrast_of_level_AA(ColorScheme scheme)
    {
        await using var opened = await chromium.OpenAsync("");
        await opened.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        var colors = (await opened.Page.EvaluateAsync<JsonElement>("""
            () => Object.fromEntries([
              'stage', 'surface', 'raised', 'sunken', 'text', 'soft', 'edge', 'accent', 'on-accent', 'tint', 'wrong', 'good']
              .map(name => [name, getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim()]))
            """)).Deserialize<Dictionary<string, string>>()!;
        string[] grounds = ["surface", "raised", "sunken", "stage"];
        foreach (var ground in grounds)
        {
            AssertContrast("text", ground, 4.5);
            AssertContrast("soft", ground, 4.5);
            AssertContrast("edge", ground == "stage" ? "surface" : ground, 3);
        }

        AssertContrast("accent", "surface", 4.5);
        AssertContrast("accent", "raised", 4.5);
        AssertContrast("accent", "tint", 4.5);
        AssertContrast("on-accent", "accent", 4.5);
        AssertContrast("wrong", "surface", 4.5);
        AssertContrast("wrong", "raised", 4.5);
        AssertContrast("surface", "good", 4.5);
        AssertContrast("surface", "wrong", 4.5);

        void AssertContrast(string front, string back, double least)
        {
            var contrast = Contrast(colors[front], colors[back]);
            Assert.True(contrast >= least, $"--{front} on --{back}: {contrast:0.00}, at least {least} is required.");
        }
    }

    [Theory]
    [InlineData(390, 844, "pixel-art/Default/parrots.jpg?Colors=8")]
    [InlineData(1280, 800, "dot-art/Default/parrots.jpg?Pen=0.3mm,black&DotCount=5000")]
    [InlineData(1280, 800, "regions/Default/tile.tif")]
    public async Task Targets_are_at_least_24_pixels_large(int width, int height, string hash)
    {
        await using var opened = await chromium.OpenAsync(hash, width, height);
        await opened.WaitForFullAsync();
        var small = await opened.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('button, input, select, summary, [role=slider], a[href]')]
              .filter(target => target.checkVisibility({ visibilityProperty: true }) && !target.matches('.skip, .status a'))
              .map(target => [target, (target.closest('.segments label, .chips label, .check') ?? target).getBoundingClientRect()])
              .filter(([, box]) => box.width < 24 || box.height < 24)
              .map(([target, box]) => `${target.id || target.className || target.outerHTML.slice(0, 80)}: ${box.width} by ${box.height}`)
            """);
        Assert.Empty(small);
    }

    [Theory]
    [InlineData("pixel-art/Default/horse.webp")]
    [InlineData("regions/Default/tile.tif")]
    public async Task The_page_never_scrolls_sideways_and_the_picture_is_large(string hash)
    {
        await using var opened = await chromium.OpenAsync(hash);
        await opened.WaitForFullAsync();
        foreach (var (width, height) in new[] { (320, 640), (390, 844), (820, 1180), (1280, 800), (3840, 2160) })
        {
            await opened.Page.SetViewportSizeAsync(width, height);
            var fits = await opened.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth");
            Assert.True(fits, $"{width} pixels");
            var share = await opened.Page.EvaluateAsync<double>("""
                () => {
                  const box = document.getElementById('stage').getBoundingClientRect();
                  return box.width * box.height / innerWidth / innerHeight;
                }
                """);
            Assert.True(
                share >= (width < 500 ? 0.27 : hash.StartsWith('r') ? 0.3 : 0.45),
                $"The stage has {share:P0} of {width} × {height} pixels.");
        }
    }

    [Theory]
    [InlineData(390, 844)]
    [InlineData(1280, 800)]
    public async Task Every_focused_control_is_visible(int width, int height)
    {
        await using var opened = await chromium.OpenAsync("restore/Default/sprite.png", width, height);
        var page = opened.Page;
        await opened.WaitForFullAsync();
        var visited = 0;
        for (; visited < 60; visited++)
        {
            await page.Keyboard.PressAsync("Tab");
            var hidden = await page.EvaluateAsync<string?>("""
                () => {
                  const target = document.activeElement, box = target.getBoundingClientRect();
                  if (target === document.body) return 'end';
                  const at = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
                  const covers = at && !target.contains(at) && !at.contains(target) && !at.closest('label, .track, .segments');
                  if (at && !covers) return null;
                  return target.id + ' ' + target.outerHTML.slice(0, 90) + ' is behind ' + at?.outerHTML.slice(0, 60);
                }
                """);
            if (hidden == "end") break;
            Assert.Null(hidden);
        }

        Assert.InRange(visited, 20, 59); // The focus passes all controls and leaves the page.
    }

    private static string Text(JsonElement node, string name) =>
        node.TryGetProperty(name, out var found) && found.TryGetProperty("value", out var value) ? value.ToString() : "";

    /// <summary>Returns the ratio of contrast of WCAG 2.2, from 1 to 21.</summary>
    private static double Contrast(string first, string second)
    {
        var (a, b) = (Luminance(first), Luminance(second));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string hex)
    {
        if (hex.Length == 4) hex = string.Concat(hex.Select((digit, i) => i == 0 ? "#" : new string(digit, 2)));

        double Channel(int start)
        {
            var value = int.Parse(hex.AsSpan(start, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255d;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Channel(1)) + (0.7152 * Channel(3)) + (0.0722 * Channel(5));
    }
}
