using Stylize.Engine.Tests.Browser;
using static Stylize.Engine.Tests.Studio.Page.AccessibilityTreeTests;

namespace Stylize.Engine.Tests.Studio.Page;

/// <summary>The points of WCAG 2.2 AA that a program can check: names, contrast, target sizes, focus, reflow.</summary>
[Collection(SharedStudioCollection.Name)]
public sealed class AccessibilityTests(SharedStudio studio)
{
    private static readonly string[] Interactive =
    [
        "button", "slider", "checkbox", "switch", "radio", "combobox", "textbox", "searchbox", "spinbutton", "link",
        "ColorWell", "dialog",
    ];

    [Theory<Chromium>]
    [InlineData("pixel-art/Default/photo.jpg?LockedColor=%23ff0000&Width=40&Height=40")]
    [InlineData("dot-art/Default/photo.jpg?Pen=0.3mm,black;CMYK&PaperColor=white")]
    [InlineData("regions/Default/" + SharedStudio.Tile)]
    public async Task Every_control_has_a_name(string hash)
    {
        await using var opened = await studio.OpenFullAsync(hash);
        await opened.Tab.EvaluateAsync("document.querySelectorAll('details').forEach(group => { group.open = true; })");
        var tree = await opened.Tab.CallAsync("Accessibility.getFullAXTree");
        var nodes = tree.GetProperty("nodes").EnumerateArray()
            .Where(node => !node.GetProperty("ignored").GetBoolean()).ToArray();
        var controls = nodes.Where(node => Interactive.Contains(Text(node, "role"))).ToArray();
        Assert.True(controls.Length > 40, $"Only {controls.Length} controls were found.");
        Assert.Empty(controls.Where(node => Text(node, "name").Length == 0).Select(node => node.GetRawText()));
        foreach (var landmark in new[] { "banner", "navigation", "main", "complementary", "contentinfo" })
        {
            Assert.Contains(nodes, node => Text(node, "role") == landmark);
        }

        opened.RequireNoErrors();
    }

    [Theory<Chromium>]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task Text_and_controls_have_the_contrast_of_level_AA(string scheme)
    {
        await using var opened = await studio.OpenAsync("");
        await opened.Tab.PreferAsync("prefers-color-scheme", scheme);
        var colors = await opened.Tab.EvaluateAsync<Dictionary<string, string>>("""
            (() => {
              const probe = document.body.appendChild(document.createElement('i')), pen = document.createElement('canvas').getContext('2d');
              return Object.fromEntries([
                'stage', 'surface', 'raised', 'sunken', 'text', 'soft', 'edge', 'accent', 'on-accent', 'tint', 'wrong', 'good'].map(name => {
                probe.style.color = `var(--${name})`;
                pen.fillStyle = getComputedStyle(probe).color;
                return [name, pen.fillStyle];
              }));
            })()
            """);
        string[] grounds = ["surface", "raised", "sunken", "stage"];
        foreach (var ground in grounds)
        {
            AssertContrast("text", ground, 4.5);
            AssertContrast("soft", ground, 4.5);
            AssertContrast("edge", ground == "stage" ? "surface" : ground, 3);
        }

        foreach (var (front, back) in ((string, string)[])
        [
            ("accent", "surface"), ("accent", "raised"), ("accent", "tint"), ("on-accent", "accent"),
            ("wrong", "surface"), ("wrong", "raised"), ("surface", "good"),
        ])
        {
            AssertContrast(front, back, 4.5);
        }

        void AssertContrast(string front, string back, double least)
        {
            var contrast = Contrast(colors[front], colors[back]);
            Assert.True(contrast >= least, $"--{front} on --{back}: {contrast:0.00}, at least {least} is required.");
        }
    }

    [Theory<Chromium>]
    [InlineData(390, 844, "pixel-art/Default/photo.jpg?Colors=8")]
    [InlineData(1280, 800, "dot-art/Default/photo.jpg?Pen=0.3mm,black&DotCount=5000")]
    [InlineData(1280, 800, "regions/Default/" + SharedStudio.Tile)]
    public async Task Targets_are_at_least_24_pixels_large(int width, int height, string hash)
    {
        await using var opened = await studio.OpenFullAsync(hash, width, height);
        var small = await opened.Tab.EvaluateAsync<string[]>("""
            [...document.querySelectorAll('button, input, select, summary, [role=slider], a[href]')]
              .filter(target => target.checkVisibility({ visibilityProperty: true }) && !target.matches('.skip, .status a'))
              .map(target => [target, (target.closest('.segments label, .chips label, .check') ?? target).getBoundingClientRect()])
              .filter(([, box]) => box.width < 24 || box.height < 24)
              .map(([target, box]) => `${target.id || target.className || target.outerHTML.slice(0, 80)}: ${box.width} by ${box.height}`)
            """);
        Assert.Empty(small);
    }

    [Theory<Chromium>]
    [InlineData("pixel-art/Default/moving.gif")]
    [InlineData("regions/Default/" + SharedStudio.Tile)]
    public async Task The_page_never_scrolls_sideways_and_the_picture_is_large(string hash)
    {
        await using var opened = await studio.OpenFullAsync(hash);
        foreach (var (width, height) in new[] { (320, 640), (390, 844), (820, 1180), (1280, 800), (3840, 2160) })
        {
            await opened.Tab.ResizeAsync(width, height);
            var fits = await opened.Tab.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth");
            Assert.True(fits, $"{width} pixels");
            var share = await opened.Tab.EvaluateAsync<double>("""
                (({ width, height }) => width * height / innerWidth / innerHeight)(document.getElementById('stage').getBoundingClientRect())
                """);
            Assert.True(
                share >= (width < 500 ? 0.27 : hash.StartsWith('r') ? 0.3 : 0.45),
                $"The stage has {share:P0} of {width} × {height} pixels.");
        }
    }

    [Theory<Chromium>]
    [InlineData(390, 844)]
    [InlineData(1280, 800)]
    public async Task Every_focused_control_is_visible(int width, int height)
    {
        await using var opened = await studio.OpenFullAsync("restore/Default/sprite.png", width, height);
        var tab = opened.Tab;
        var visited = 0;
        for (; visited < 60; visited++)
        {
            await tab.PressAsync("Tab");
            var hidden = await tab.EvaluateAsync<string?>("""
                (() => {
                  const target = document.activeElement, box = target.getBoundingClientRect();
                  if (target === document.body) return 'end';
                  const at = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
                  const covers = at && !target.contains(at) && !at.contains(target) && !at.closest('label, .track, .segments');
                  if (at && !covers) return null;
                  return target.id + ' ' + target.outerHTML.slice(0, 90) + ' is behind ' + at?.outerHTML.slice(0, 60);
                })()
                """);
            if (hidden == "end") break;
            Assert.Null(hidden);
        }

        Assert.InRange(visited, width < 500 ? 12 : 20, 59); // The focus passes all controls and leaves the page.
    }

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
