using System.Text.RegularExpressions;

namespace Stylize.Studio.Tests;

/// <summary>
/// How the page behaves: undo, reload, rules between options, keyboard, errors, a lost connection, and many quick changes.
/// </summary>
[Collection(ChromiumCollection.Name)]
public sealed class PageTests(Chromium chromium)
{
    private static readonly string Page = Path.Combine(Inputs.Root, "Stylize.Studio", "Page");

    [Fact]
    public void The_page_has_at_most_120_kB_and_no_inline_script_or_style()
    {
        var files = Directory.GetFiles(Page);
        Assert.InRange(files.Sum(file => new FileInfo(file).Length), 1, 120_000);
        var html = File.ReadAllText(Path.Combine(Page, "index.html"));
        Assert.DoesNotMatch(new Regex("""<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|https?://"""), html);
        foreach (var file in files.Where(file => !file.EndsWith(".svg", StringComparison.Ordinal)))
        {
            Assert.DoesNotMatch(
                new Regex("""https?://(?!www\.w3\.org/2000/svg)|innerHTML|insertAdjacentHTML|eval\("""), File.ReadAllText(file));
        }
    }

    [Fact]
    public async Task Undo_redo_and_reload_keep_the_state()
    {
        await using var opened = await OpenAsync("pixel-art/Default/parrots.jpg");
        var page = opened.Page;
        var width = page.Locator("#option-Width");
        await width.FillAsync("40");
        await width.PressAsync("Enter");
        await page.WaitForFunctionAsync("() => location.hash.endsWith('?Width=40')");
        await page.GetByRole(AriaRole.Switch, new() { Name = "Invert" }).CheckAsync();
        await page.WaitForFunctionAsync("() => location.hash.includes('Invert=true')");
        await page.Keyboard.PressAsync("Control+z");
        Assert.EndsWith("?Width=40", page.Url, StringComparison.Ordinal);
        await page.Keyboard.PressAsync("Control+y");
        Assert.EndsWith("?Width=40&Invert=true", page.Url, StringComparison.Ordinal);
        await page.ReloadAsync();
        await opened.WaitForFullAsync();
        Assert.Equal("40", await width.InputValueAsync());
        Assert.True(await page.GetByRole(AriaRole.Switch, new() { Name = "Invert" }).IsCheckedAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Reset Width, now 40" }).ClickAsync();
        Assert.Equal("", await width.InputValueAsync());
        opened.RequireNoErrors();
    }

    [Fact]
    public async Task Options_that_exclude_or_need_others_follow()
    {
        await using var opened = await OpenAsync("pixel-art/Default/parrots.jpg?Levels=10,240");
        var page = opened.Page;
        await page.GetByRole(AriaRole.Switch, new() { Name = "Auto levels" }).CheckAsync();
        await page.WaitForFunctionAsync("() => location.hash.endsWith('?AutoLevels=true')");
        var color = page.Locator("#option-PadColor");
        Assert.True(await color.IsDisabledAsync());
        Assert.Equal("Requires Fit: Pad", await page.Locator("#reason-PadColor").TextContentAsync());
        await page.GetByRole(AriaRole.Radio, new() { Name = "Pad", Exact = true }).CheckAsync();
        Assert.False(await color.IsDisabledAsync());
    }

    [Fact]
    public async Task An_error_is_shown_at_its_option_and_the_picture_stays()
    {
        await using var opened = await OpenAsync("pixel-art/Default/parrots.jpg");
        var page = opened.Page;
        var picture = await opened.PictureAsync();
        await page.Locator("#option-Colors").FillAsync("999");
        await page.Locator("#error-Colors").GetByText("1 to 256").WaitForAsync();
        Assert.Equal("true", await page.Locator("#option-Colors").GetAttributeAsync("aria-invalid"));
        Assert.Equal(picture, await opened.PictureAsync());
        await page.Locator("#option-Colors").FillAsync("9");
        await page.Locator("#message").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await opened.WaitForFullAsync();
        Assert.NotEqual(picture, await opened.PictureAsync());
    }

    [Fact]
    public async Task The_keyboard_searches_compares_zooms_and_opens_the_variants()
    {
        await using var opened = await OpenAsync("pixel-art/Default/parrots.jpg");
        var page = opened.Page;
        var picture = await opened.PictureAsync();
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("dither");
        Assert.Equal(3, await page.Locator(".option:visible").CountAsync());
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("#picture").FocusAsync();
        await page.Keyboard.PressAsync("1");
        Assert.Equal("100%", await page.Locator("#zoom").TextContentAsync());
        await page.Keyboard.PressAsync("+");
        Assert.Equal("200%", await page.Locator("#zoom").TextContentAsync());
        await page.Keyboard.PressAsync("0");
        Assert.Equal(picture, await opened.PictureAsync());
        await page.Keyboard.PressAsync("c");
        var divider = page.GetByRole(AriaRole.Slider, new() { Name = "Boundary between original and result" });
        await divider.PressAsync("ArrowLeft");
        await Assertions.Expect(divider).ToHaveAttributeAsync("aria-valuenow", "48");
        await page.Keyboard.PressAsync("c");
        await page.Keyboard.PressAsync("v");
        Assert.Equal("variants-of", await page.EvaluateAsync<string>("() => document.activeElement.id"));
        await page.Keyboard.PressAsync("Escape");
        Assert.True(await page.Locator("#variants").IsHiddenAsync());
        await page.Keyboard.PressAsync("?");
        await page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard shortcuts" }).WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        opened.RequireNoErrors();
    }

    [Fact]
    public async Task Arrow_keys_move_within_menus_and_variants_and_the_focus_returns()
    {
        await using var opened = await OpenAsync("pixel-art/Default/parrots.jpg?Width=40");
        var page = opened.Page;
        await page.Locator("#preset").PressAsync("Enter");
        await page.Locator(".preset-card:focus").WaitForAsync();
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("ArrowRight");
        var chosen = await page.EvaluateAsync<string>("() => document.activeElement.dataset.preset");
        var names = await page.Locator(".preset-card").EvaluateAllAsync<string[]>("cards => cards.map(card => card.dataset.preset)");
        Assert.Equal(names.Length - 3, Array.IndexOf(names, chosen)); // The menu has three columns.
        await page.Keyboard.PressAsync("Enter");
        Assert.Contains($"/{chosen}/", page.Url, StringComparison.Ordinal);
        Assert.Equal("preset", await page.EvaluateAsync<string>("() => document.activeElement.id"));

        await page.Locator("[data-name=Dither] .vary").PressAsync("Enter");
        await page.Locator(".card:not([aria-disabled])").Nth(3).WaitForAsync();
        await page.Locator(".card").First.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowLeft");
        Assert.Equal(1, await page.Locator(".card[tabindex='0']").CountAsync());
        await page.Keyboard.PressAsync("Escape");
        Assert.Equal("Show variants of Dither", await page.EvaluateAsync<string>("() => document.activeElement.ariaLabel"));
    }

    [Theory]
    [InlineData(ReducedMotion.NoPreference)]
    [InlineData(ReducedMotion.Reduce)]
    public async Task A_result_that_moves_is_played_and_paused(ReducedMotion motion)
    {
        await using var opened = await chromium.OpenAsync("");
        var page = opened.Page;
        await page.EmulateMediaAsync(new() { ReducedMotion = motion });
        await page.GotoAsync(page.Url.Split('#')[0] + "#pixel-art/Default/horse.webp?Width=24");
        await page.ReloadAsync();
        await opened.WaitForFullAsync();
        if (motion == ReducedMotion.Reduce)
        {
            var still = await opened.PictureAsync();
            await Task.Delay(300);
            Assert.Equal(still, await opened.PictureAsync());
            await page.GetByRole(AriaRole.Button, new() { Name = "Play" }).ClickAsync();
        }

        var pictures = new HashSet<string>();
        while (pictures.Count < 4)
        {
            pictures.Add(await opened.PictureAsync());
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        var paused = await opened.PictureAsync();
        await Task.Delay(300);
        Assert.Equal(paused, await opened.PictureAsync());
        opened.RequireNoErrors();
    }

    [Fact]
    public async Task A_run_on_the_folder_a_preset_and_a_picture_are_written()
    {
        await using var studio = await chromium.StartAsync(Inputs.Path("parrots.jpg"), Inputs.Path("caps.jpg"));
        await using var opened = await studio.OpenAsync("pixel-art/Default/parrots.jpg?Width=20&Grayscale=true");
        var page = opened.Page;
        await opened.RunAsync("out", "Done: 2 of 2");
        Assert.Equal(2, Directory.GetFiles(Path.Combine(studio.Folder, "out"), "*.png").Length);
        await page.Keyboard.PressAsync("Escape");

        await page.Locator("#show-save-preset").ClickAsync();
        await page.Locator("#save-name").FillAsync("Small and gray");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#preset").GetByText("Small and gray").WaitForAsync();
        await page.Locator("#preset").ClickAsync();
        await page.Locator("#presets").GetByRole(AriaRole.Button, new() { Name = "Small and gray" }).WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        Assert.Equal("stylize pixel-art in/parrots.jpg --preset \"Small and gray\"", await opened.CopyLineAsync());

        await SaveAsync("own.png");
        await page.Locator("#announcement").GetByText("own.png").WaitForAsync();
        var saved = await File.ReadAllBytesAsync(Path.Combine(studio.Folder, "own.png"));
        await page.Locator("#preset").ClickAsync();
        await page.Locator("#presets").GetByRole(AriaRole.Button, new() { Name = "Default" }).ClickAsync();
        await SaveAsync("own.png");
        await page.Locator("#save-error").GetByText("exists").WaitForAsync();
        Assert.Equal(saved, await File.ReadAllBytesAsync(Path.Combine(studio.Folder, "own.png")));
        await page.GetByRole(AriaRole.Button, new() { Name = "Replace" }).ClickAsync();
        await page.Locator("#save").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        Assert.NotEqual(saved, await File.ReadAllBytesAsync(Path.Combine(studio.Folder, "own.png")));
        opened.RequireNoErrors();

        async Task SaveAsync(string name)
        {
            await page.Locator("#show-save-picture").ClickAsync();
            await page.Locator("#save-name").FillAsync(name);
            await page.Locator("#save [type=submit]").ClickAsync();
        }
    }

    [Fact]
    public async Task A_lost_connection_is_reported_and_the_state_stays()
    {
        await using var studio = await chromium.StartAsync(Inputs.Path("parrots.jpg"));
        await using var opened = await studio.OpenAsync("pixel-art/Default/parrots.jpg?Width=40");
        await opened.WaitForFullAsync();
        studio.Kill();
        await opened.Page.GetByText("The studio is not running.").WaitForAsync();
        await opened.Page.Locator("#option-Colors").FillAsync("9");
        await opened.Page.WaitForFunctionAsync("() => location.hash.endsWith('?Width=40&Colors=9')");
        opened.RequireNoErrors();
    }

    [Fact]
    public async Task Quick_changes_leave_no_running_work_and_no_growing_memory()
    {
        await using var studio = await chromium.StartAsync(Inputs.Path("parrots.jpg"));
        await using var opened = await studio.OpenAsync("dot-art/Default/parrots.jpg?DotCount=2000");
        var page = opened.Page;
        await opened.WaitForFullAsync(asks: false);
        await ChangeAsync(60);
        var (heap, memory) = (await HeapAsync(), studio.Memory);
        await ChangeAsync(200);
        var (heapAfter, memoryAfter) = (await HeapAsync(), studio.Memory);
        var before = studio.ProcessorTime;
        await Task.Delay(2000);
        var idle = studio.ProcessorTime - before;
        Assert.True(idle < TimeSpan.FromSeconds(0.4), $"The studio worked for {idle.TotalSeconds:0.00} s after the last picture.");
        Assert.True(heapAfter < heap + 2e6, $"The page's memory grew from {heap / 1e6:0.0} to {heapAfter / 1e6:0.0} MB.");
        Assert.True(memoryAfter < memory + 200e6, $"The studio's memory grew from {memory / 1e6:0} to {memoryAfter / 1e6:0} MB.");
        opened.RequireNoErrors();

        async Task ChangeAsync(int count)
        {
            await page.EvaluateAsync("""
                async count => {
                  const slider = document.querySelector('[data-name=DotCount] input[type=range]');
                  for (let i = 0; i < count; i++) {
                    slider.value = 350 + (i * 37) % 300;
                    slider.dispatchEvent(new Event('input'));
                    await new Promise(done => setTimeout(done, 15));
                  }
                }
                """, count);
            await page.WaitForFunctionAsync("() => document.getElementById('stage').classList.contains('stale') === false");
            await opened.WaitForFullAsync();
        }

        Task<double> HeapAsync() => page.EvaluateAsync<double>("() => { gc(); gc(); return performance.memory.usedJSHeapSize; }");
    }

    private async Task<StudioPage> OpenAsync(string hash)
    {
        var opened = await chromium.OpenAsync(hash);
        await opened.WaitForFullAsync();
        return opened;
    }
}
