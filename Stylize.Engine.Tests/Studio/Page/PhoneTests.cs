using Stylize.Engine.Tests.Browser;

namespace Stylize.Engine.Tests.Studio.Page;

/// <summary>The page on a phone.</summary>
[Collection(SharedStudioCollection.Name)]
public sealed class PhoneTests(SharedStudio studio)
{
    private const int Width = 390;
    private const int Height = 844;

    /// <summary>The identifiers of the controls that are in the window and in front.</summary>
    private const string Seen = """
        [...document.querySelectorAll('#picture, #preset, .option, #show-save-picture, #show-line, #more')].filter(part => {
          const { left, top, right, bottom, width } = part.getBoundingClientRect();
          const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
          return width > 0 && left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight
            && (part.contains(at) || at?.contains(part));
        }).map(part => part.id || part.dataset.name)
        """;

    [Theory<Chromium>]
    [InlineData("pixel-art/Default/photo.jpg")]
    [InlineData("dot-art/Default/photo.jpg?PaperSize=A4&Pen=0.5mm,black")]
    [InlineData("trace/Default/photo.jpg")]
    public async Task One_screen_has_the_picture_three_controls_and_save_and_a_touch_shows_all_options(string hash)
    {
        await using var opened = await studio.OpenFullAsync(hash, Width, Height);
        var tab = opened.Tab;
        var seen = await tab.EvaluateAsync<string[]>(Seen);
        string[] always = ["picture", "preset", "show-save-picture", "show-line", "more"];
        Assert.Subset(seen.ToHashSet(), always.ToHashSet());
        Assert.Equal(3, seen.Length - always.Length);
        Assert.True(await tab["#stage"].ReadAsync<double>("this.clientHeight / innerHeight") >= 0.45);
        Assert.True(await tab.EvaluateAsync<bool>("document.documentElement.scrollHeight <= innerHeight"));
        await tab["#more"].ClickAsync();
        await tab["#more"].WaitForTextAsync("Fewer options");
        Assert.True(
            await tab.EvaluateAsync<int>(
                "[...document.querySelectorAll('.option')].filter(one => one.checkVisibility()).length") > 12);
        await tab["#search"].WaitAsync();
        Assert.True(await tab[".panel"].ReadAsync<double>("this.clientHeight / innerHeight") > 0.6);
        await tab["#show-line"].ClickAsync();
        await tab["#copy"].ClickAsync();
        await tab["#copy-label"].WaitForTextAsync("Copied");
        await tab["#show-line"].ClickAsync();
        await tab.WaitAsync($"({Seen}).length === 8");
        opened.RequireNoErrors();
    }

    [Fact<Chromium>]
    public async Task The_numbers_and_the_size_of_a_drawing_are_visible_and_no_chip_is_covered()
    {
        await using var opened = await studio.OpenFullAsync(
            "dot-art/Default/photo.jpg?PaperSize=A4&Pen=0.5mm,black&Taps=true", Width, Height);
        var tab = opened.Tab;
        var facts = await tab["#facts"].TextAsync();
        Assert.All(
            ["297 × 210 mm", "Dots", "Drawn", "Minutes", "Taps", "Pens"],
            fact => Assert.Contains(fact, facts));
        Assert.Empty(await tab.EvaluateAsync<string[]>("""
            [...document.querySelectorAll('#facts > *')].filter(fact => {
              const { left, top, right, bottom } = fact.getBoundingClientRect();
              return left < 0 || right > innerWidth || !fact.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
            }).map(fact => fact.textContent)
            """));
        await tab["#show-line"].ClickAsync();
        Assert.Empty(await tab.EvaluateAsync<string[]>("""
            (() => {
              const reset = document.getElementById('reset-all').getBoundingClientRect();
              return [...document.querySelectorAll('.chip')].filter(chip => {
                const { left, top, right, bottom } = chip.getBoundingClientRect();
                return left < reset.right && right > reset.left && top < reset.bottom && bottom > reset.top;
              }).map(chip => chip.textContent);
            })()
            """));
    }

    [Theory<Chromium>]
    [InlineData(390, 844, 0.45)]
    [InlineData(640, 400, 0.5)] // A window of 1280 by 800 pixels at 200%.
    public async Task Fingers_meet_every_control_and_the_picture_stays_large(int width, int height, double share)
    {
        await using var opened = await studio.OpenFullAsync("pixel-art/Default/photo.jpg?Colors=8", width, height);
        var tab = opened.Tab;
        Assert.True(await tab["#stage"].ReadAsync<double>("this.clientHeight / innerHeight") >= share);
        foreach (var press in new[] { "#more", "#show-line" })
        {
            Assert.Empty(await tab.EvaluateAsync<string[]>("""
                [...document.querySelectorAll('button, input, select, summary')]
                  .filter(target => target.checkVisibility({ visibilityProperty: true }))
                  .map(target => [target, (target.closest('.segments label, .chips label') ?? target).getBoundingClientRect()])
                  .filter(([, box]) => box.width < 44 || box.height < 44)
                  .map(([target, box]) => `${target.id || target.className}: ${box.width} by ${box.height}`)
                """));
            await tab[press].ClickAsync();
        }
    }

    /// <summary>Two fingers move apart, and both move right.</summary>
    [Fact<Chromium>]
    public async Task Two_fingers_zoom_and_one_moves_the_picture()
    {
        await using var opened = await studio.OpenFullAsync("pixel-art/Default/photo.jpg?Scale=4", Width, Height);
        var tab = opened.Tab;
        var fitted = await opened.PictureAsync();
        var zoom = await ZoomAsync();
        await DragAsync((150, 200, 60, 200), (240, 200, 330, 200));
        Assert.True(await ZoomAsync() >= 2 * zoom, $"{zoom}% became {await ZoomAsync()}%.");
        var zoomed = await opened.PictureAsync();
        Assert.NotEqual(fitted, zoomed);
        await DragAsync((200, 200, 150, 180));
        Assert.NotEqual(zoomed, await opened.PictureAsync());
        // The page itself is not zoomed.
        Assert.Equal(390, await tab.EvaluateAsync<int>("Math.round(visualViewport.width)"));
        await tab["#fit"].ClickAsync();
        await tab["#zoom"].WaitAsync($"parseFloat(this.textContent) === {zoom}");
        Assert.Equal(fitted, await opened.PictureAsync());
        opened.RequireNoErrors();

        Task<double> ZoomAsync() => tab["#zoom"].ReadAsync<double>("parseFloat(this.textContent)");

        async Task DragAsync(params (double X, double Y, double ToX, double ToY)[] fingers)
        {
            const int Steps = 5;
            for (var step = 0; step <= Steps; step++)
            {
                var share = (double)step / Steps;
                await SendAsync(step == 0 ? "touchStart" : "touchMove", fingers.Select((finger, id) => new
                {
                    X = finger.X + (share * (finger.ToX - finger.X)),
                    Y = finger.Y + (share * (finger.ToY - finger.Y)), Id = id,
                }));
            }

            await SendAsync("touchEnd", []);
        }

        Task SendAsync(string type, IEnumerable<object> points) =>
            tab.CallAsync("Input.dispatchTouchEvent", new { Type = type, TouchPoints = points.ToArray() });
    }
}
