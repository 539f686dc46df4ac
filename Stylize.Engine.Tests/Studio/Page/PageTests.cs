using Stylize.Engine.Tests.Browser;

namespace Stylize.Engine.Tests.Studio.Page;

/// <summary>
/// How the page behaves: undo, reload, rules between options, keyboard, errors, a lost connection, and many quick
/// changes.
/// </summary>
[Collection(SharedStudioCollection.Name)]
public sealed class PageTests(SharedStudio studio, Chromium chromium)
{
    /// <summary>Counts what can change the page later without a user: timers, and frames that are being
    /// decoded.</summary>
    private const string CountWork = """
        window.work = new Set();
        const start = window.setTimeout, end = window.clearTimeout;
        window.setTimeout = (run, delay) => {
          const timer = start(() => { work.delete(timer); run(); }, delay);
          work.add(timer);
          return timer;
        };
        window.clearTimeout = timer => { work.delete(timer); end(timer); };
        for (const [owner, name] of [[ImageDecoder.prototype, 'decode'], [window, 'createImageBitmap']]) {
          const plain = owner[name];
          owner[name] = async function (...values) {
            const call = {};
            work.add(call);
            try {
              return await plain.apply(this, values);
            } finally {
              work.delete(call);
            }
          };
        }
        """;

    private static readonly string Page = Checkout.Path("Stylize.Services", "Studio", "Page");

    [Fact]
    public void The_page_has_at_most_160_kB_and_no_inline_script_or_style()
    {
        var files = Directory.GetFiles(Page);
        Assert.InRange(files.Sum(file => new FileInfo(file).Length), 1, 160_000);
        var html = File.ReadAllText(Path.Combine(Page, "index.html"));
        Assert.DoesNotMatch(new Regex("""<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|https?://"""), html);
        foreach (var file in files.Where(file => !file.EndsWith(".svg", StringComparison.Ordinal)))
        {
            Assert.DoesNotMatch(
                new Regex("""https?://(?!www\.w3\.org/2000/svg)|innerHTML|insertAdjacentHTML|eval\("""),
                File.ReadAllText(file));
        }
    }

    [Fact<Chromium>]
    public async Task Undo_redo_and_reload_keep_the_state()
    {
        await using var opened = await studio.OpenFullAsync("pixel-art/Default/photo.jpg");
        var tab = opened.Tab;
        var (width, invert) = (tab["#option-Width"], tab.ByRole("switch", "Invert"));
        await width.FillAsync("40");
        await width.PressAsync("Enter");
        await tab.WaitAsync("location.hash.endsWith('?Width=40')");
        await invert.CheckAsync();
        await tab.WaitAsync("location.hash.includes('Invert=true')");
        await tab.PressAsync("Control+z");
        Assert.EndsWith("?Width=40", await opened.HashAsync());
        await tab.PressAsync("Control+y");
        Assert.EndsWith("?Width=40&Invert=true", await opened.HashAsync());
        await tab.ReloadAsync();
        await opened.WaitForFullAsync();
        Assert.Equal("40", await width.ReadAsync<string>("this.value"));
        Assert.True(await invert.ReadAsync<bool>("this.checked"));
        await tab.ByRole("button", "Reset Width 40").ClickAsync();
        Assert.Equal("", await width.ReadAsync<string>("this.value"));
        opened.RequireNoErrors();
    }

    [Fact<Chromium>]
    public async Task Options_that_exclude_or_need_others_follow()
    {
        await using var opened = await studio.OpenFullAsync("pixel-art/Default/photo.jpg?Levels=10,240");
        var tab = opened.Tab;
        await tab.ByRole("switch", "Auto levels").CheckAsync();
        await tab.WaitAsync("location.hash.endsWith('?AutoLevels=true')");
        var color = tab["#option-PadColor"];
        Assert.True(await color.ReadAsync<bool>("this.matches(':disabled')"));
        Assert.Equal("Only with Fit Pad.", await tab["#reason-PadColor"].TextAsync());
        await tab.ByRole("radio", "Pad").CheckAsync();
        Assert.False(await color.ReadAsync<bool>("this.matches(':disabled')"));
    }

    /// <summary>The preset Default lets an option choose its distribution, so the picture has gradient dots.</summary>
    [Fact<Chromium>]
    public async Task The_controls_show_the_values_of_the_picture()
    {
        const string shown = "document.querySelector('[data-name=Distribution] :is(select, input:checked)').value";
        await using var opened = await studio.OpenFullAsync("dot-art/Default/photo.jpg?DensityThreshold=0.2");
        var tab = opened.Tab;
        Assert.Equal("Gradient", await tab.EvaluateAsync<string>(shown));
        await tab.ByRole("button", "Reset Density threshold 0.2").ClickAsync();
        await opened.WaitForFullAsync();
        Assert.Equal("Tone", await tab.EvaluateAsync<string>(shown));
        Assert.Equal("Only with Distribution Gradient.", await tab["#reason-DensityThreshold"].TextAsync());

        await tab["#option-DensityThreshold"].FillAsync("0.2");
        await tab.WaitAsync("location.hash.includes('Distribution=Gradient')");
        Assert.Equal("Gradient", await tab.EvaluateAsync<string>(shown));
        Assert.Equal("", await tab["#reason-DensityThreshold"].TextAsync());
        opened.RequireNoErrors();
    }

    [Fact<Chromium>]
    public async Task The_options_stay_when_a_preset_is_chosen_and_the_tiles_show_them()
    {
        await using var opened = await studio.OpenFullAsync("dot-art/Default/photo.jpg?PaperColor=red&Pen=0.3mm,black");
        var tab = opened.Tab;
        await tab["#preset"].ClickAsync();
        await tab["#presets [data-preset=Default] img"].WaitAsync("this.complete && this.naturalWidth > 0");
        var corner = await tab["#presets [data-preset=Default] img"].ReadAsync<int[]>("""
            (() => {
              const context = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d');
              context.drawImage(this, 0, 0);
              return [...context.getImageData(0, 0, 1, 1).data];
            })()
            """);
        // The sheet around the drawing is red.
        Assert.True(corner[0] > 100 && corner[1] + corner[2] < 40, string.Join(',', corner));
        await tab["#presets [data-preset=FineStippling]"].ClickAsync();
        Assert.EndsWith("/FineStippling/photo.jpg?PaperColor=red&Pen=0.3mm%2Cblack", await opened.HashAsync());
        await opened.WaitForFullAsync();
        await tab["#preset"].ClickAsync();
        Assert.Equal(["FineStippling"], await tab.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('#presets [aria-current=true]')].map(tile => tile.dataset.preset)"));
        await tab["#presets [data-preset=Watercolor]"].ClickAsync();
        Assert.Equal("Not with Distribution Wash.", await tab["#reason-Pen"].TextAsync());
        await tab["#error-Pen"].WaitForTextAsync("Pen and Distribution Wash cannot be combined");
        opened.RequireNoErrors();
    }

    [Fact<Chromium>]
    public async Task An_error_is_shown_at_its_option_and_the_picture_stays()
    {
        await using var opened = await studio.OpenFullAsync("pixel-art/Default/photo.jpg");
        var tab = opened.Tab;
        var colors = tab["#option-Colors"];
        var picture = await opened.PictureAsync();
        await colors.FillAsync("999");
        await tab["#error-Colors"].WaitForTextAsync("1 to 256");
        Assert.Equal("true", await colors.ReadAsync<string>("this.getAttribute('aria-invalid')"));
        Assert.Equal(picture, await opened.PictureAsync());
        await colors.FillAsync("9");
        await tab["#message"].WaitAsync("this.hidden");
        await opened.WaitForFullAsync();
        Assert.NotEqual(picture, await opened.PictureAsync());
    }

    [Fact<Chromium>]
    public async Task The_keyboard_searches_compares_zooms_and_opens_the_variants()
    {
        await using var opened = await studio.OpenFullAsync("pixel-art/Default/photo.jpg");
        var tab = opened.Tab;
        var picture = await opened.PictureAsync();
        await tab.PressAsync("/");
        await tab.TypeAsync("dither");
        Assert.Equal(3, await tab.EvaluateAsync<int>(
            "[...document.querySelectorAll('.option')].filter(option => option.checkVisibility()).length"));
        await tab.PressAsync("Escape");
        await tab["#picture"].FocusAsync();
        await tab.PressAsync("1");
        Assert.Equal("100%", await tab["#zoom"].TextAsync());
        await tab.PressAsync("+");
        Assert.Equal("200%", await tab["#zoom"].TextAsync());
        await tab.PressAsync("0");
        Assert.Equal(picture, await opened.PictureAsync());
        await tab.PressAsync("c");
        var divider = tab.ByRole("slider", "Boundary between original and result");
        await divider.PressAsync("ArrowLeft");
        await divider.WaitAsync("this.ariaValueNow === '48'");
        await tab.PressAsync("c");
        await tab.PressAsync("v");
        Assert.Equal("variants-of", await tab.EvaluateAsync<string>("document.activeElement.id"));
        await tab.PressAsync("Escape");
        Assert.True(await tab["#variants"].ReadAsync<bool>("this.hidden"));
        await tab.PressAsync("?");
        await tab.ByRole("dialog", "Keyboard shortcuts").WaitAsync();
        await tab.PressAsync("Escape");
        opened.RequireNoErrors();
    }

    [Fact<Chromium>]
    public async Task Arrow_keys_move_within_menus_and_variants_and_the_focus_returns()
    {
        await using var opened = await studio.OpenFullAsync("pixel-art/Default/photo.jpg?Width=40");
        var tab = opened.Tab;
        await tab["#preset"].PressAsync("Enter");
        await tab.WaitAsync("document.activeElement.matches('.preset-card')");
        await tab.PressAsync("End");
        await tab.PressAsync("ArrowUp");
        await tab.PressAsync("ArrowRight");
        var chosen = await tab.EvaluateAsync<string>("document.activeElement.dataset.preset");
        var names = await tab.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('.preset-card')].map(card => card.dataset.preset)");
        Assert.Equal(names.Length - 3, Array.IndexOf(names, chosen)); // The menu has three columns.
        await tab.PressAsync("Enter");
        Assert.Contains($"/{chosen}/", await opened.HashAsync());
        Assert.Equal("preset", await tab.EvaluateAsync<string>("document.activeElement.id"));

        await tab["[data-name=Dither] .vary"].PressAsync("Enter");
        await tab.WaitAsync("document.querySelectorAll('.card:not([aria-disabled])').length > 3");
        await tab[".card"].PressAsync("ArrowDown");
        await tab.PressAsync("ArrowLeft");
        Assert.Equal(1, await tab.EvaluateAsync<int>("""document.querySelectorAll('.card[tabindex="0"]').length"""));
        await tab.PressAsync("Escape");
        Assert.Equal("Show variants of Dither", await tab.EvaluateAsync<string>("document.activeElement.ariaLabel"));
    }

    [Theory<Chromium>]
    [InlineData("no-preference")]
    [InlineData("reduce")]
    public async Task A_result_that_moves_is_played_and_paused(string motion)
    {
        await using var opened = await studio.OpenAsync("pixel-art/Default/moving.gif?Width=24", prepare: async tab =>
        {
            await tab.PreferAsync("prefers-reduced-motion", motion);
            await tab.StartWithAsync(CountWork);
        });
        var tab = opened.Tab;
        await opened.WaitForFullAsync();
        if (motion == "reduce")
        {
            await tab.WaitAsync("work.size === 0"); // Nothing can draw another frame.
            await tab.ByRole("button", "Play (P)").ClickAsync();
        }

        var pictures = new HashSet<string>();
        while (pictures.Count < 4)
        {
            pictures.Add(await opened.PictureAsync());
        }

        await tab.ByRole("button", "Pause (P)").ClickAsync();
        await tab.WaitAsync("work.size === 0");
        opened.RequireNoErrors();
    }

    [Fact<Chromium>]
    public async Task A_run_on_the_folder_a_preset_and_a_picture_are_written()
    {
        await using var opened = await studio.OpenAsync("pixel-art/Default/photo.jpg?Width=20&Grayscale=true");
        var (tab, folder) = (opened.Tab, opened.Studio.Folder);
        await opened.RunAsync("out", "Done: 4 of 4");
        Assert.Equal(4, Directory.GetFiles(folder["out"], "*.pixelart.*").Length);
        await tab.PressAsync("Escape");

        await tab["#show-save-preset"].ClickAsync();
        await tab["#save-name"].FillAsync("Small and gray");
        await tab.PressAsync("Enter");
        await tab["#preset"].WaitForTextAsync("Small and gray");
        await tab["#preset"].ClickAsync();
        await tab["#presets [data-preset='Small and gray']"].WaitAsync();
        await tab.PressAsync("Escape");
        Assert.Equal("stylize pixel-art in/photo.jpg --preset \"Small and gray\"", await opened.CopyLineAsync());

        await SaveAsync("own.png");
        await tab["#announcement"].WaitForTextAsync("own.png");
        var saved = await File.ReadAllBytesAsync(folder["own.png"]);
        await tab["#preset"].ClickAsync();
        await tab["#presets [data-preset=Default]"].ClickAsync();
        await SaveAsync("own.png");
        await tab["#save-error"].WaitForTextAsync("exists");
        Assert.Equal(saved, await File.ReadAllBytesAsync(folder["own.png"]));
        await tab.ByRole("button", "Replace").ClickAsync();
        await tab["#save"].WaitAsync("!this.open");
        Assert.NotEqual(saved, await File.ReadAllBytesAsync(folder["own.png"]));
        opened.RequireNoErrors();

        async Task SaveAsync(string name)
        {
            await tab["#show-save-picture"].ClickAsync();
            await tab["#save-name"].FillAsync(name);
            await tab["#save [type=submit]"].ClickAsync();
        }
    }

    [Fact<Chromium>]
    public async Task A_lost_connection_is_reported_and_the_state_stays()
    {
        using var own = new StudioProcess(chromium, SharedStudio.DrawPhotograph);
        await using var opened = await own.OpenAsync("pixel-art/Default/photo.jpg?Width=40");
        await opened.WaitForFullAsync();
        own.Kill();
        await opened.Tab["#lost"].WaitForTextAsync("The studio is not running.");
        await opened.Tab["#option-Colors"].FillAsync("9");
        await opened.Tab.WaitAsync("location.hash.endsWith('?Width=40&Colors=9')");
        opened.RequireNoErrors();
    }

    [Fact<Chromium>]
    public async Task A_second_browser_shows_one_sentence_and_a_second_start_gives_it_an_address()
    {
        await using var opened = await studio.OpenAsync("pixel-art/Default/photo.jpg");
        await using var other = await chromium.OpenAsync();
        await other.GoAsync(opened.Studio.Origin);
        await other["main"].WaitForTextAsync("press Enter in its terminal");
        // The style is served.
        Assert.NotEqual("none", await other["main p"].ReadAsync<string>("getComputedStyle(this).maxWidth"));
        await other.GoAsync(opened.Studio.StartAgain());
        await other.WaitAsync("document.documentElement.classList.contains('ready')");
        Assert.Empty(other.Errors);
        opened.RequireNoErrors();
    }

    [Fact<Chromium>]
    public async Task Quick_changes_leave_no_running_work_and_no_growing_memory()
    {
        await using var opened = await studio.OpenAsync(
            "dot-art/Default/photo.jpg?DotCount=2000", prepare: tab => tab.StartWithAsync(CountWork));
        var tab = opened.Tab;
        await opened.WaitForFullAsync(asks: false);
        await ChangeAsync(60);
        var (heap, memory) = (await HeapAsync(), opened.Studio.Memory);
        await ChangeAsync(200);
        var (heapAfter, memoryAfter) = (await HeapAsync(), opened.Studio.Memory);
        await tab.WaitAsync("work.size === 0"); // The page requests nothing more.
        await tab.EvaluateAsync("""
            (async () => {
              for (;;) {
                const { running, waiting } = await (await fetch('api/counters')).json();
                if (running + waiting === 0) return;
              }
            })()
            """);
        Assert.True(
            heapAfter < heap + 2e6, $"The page's memory grew from {heap / 1e6:0.0} to {heapAfter / 1e6:0.0} MB.");
        Assert.True(memoryAfter < memory + 200e6,
            $"The studio's memory grew from {memory / 1e6:0} to {memoryAfter / 1e6:0} MB.");
        opened.RequireNoErrors();

        async Task ChangeAsync(int count)
        {
            await tab.EvaluateAsync($$"""
                (async () => {
                  const slider = document.querySelector('[data-name=DotCount] input[type=range]');
                  for (let i = 0; i < {{count}}; i++) {
                    slider.value = 350 + (i * 37) % 300;
                    slider.dispatchEvent(new Event('input'));
                    await new Promise(requestAnimationFrame);
                  }
                })()
                """);
            await opened.WaitForFullAsync();
        }

        Task<double> HeapAsync() => tab.EvaluateAsync<double>("(gc(), gc(), performance.memory.usedJSHeapSize)");
    }
}
