using Stylize.Engine.Tests.Browser;
using static Stylize.Engine.Tests.Gaussians.Files.ElementPages;

namespace Stylize.Engine.Tests.Gaussians.Files;

/// <summary>The element of the npm package in web loads, reports and replaces files as pages expect.</summary>
[Collection(ElementCollection.Name)]
public sealed class ElementLoadTests(ElementPages pages)
{
    private const string Spacer = "<div style='height: 5000px'></div>";

    /// <summary>Keeps the names of the events in window.events, and the text of the last error in
    /// window.message.</summary>
    private const string Listen = """
        window.events = [];
        window.message = '';
        for (const type of ['progress', 'load', 'error']) document.addEventListener(type, () => events.push(type), true);
        document.addEventListener('error', event => { message = event.message; }, true);
        """;

    private byte[] Bytes => File.ReadAllBytes(pages.File($"{Name}.g2d"));

    [Fact<Chromium>]
    public async Task Lazy_images_load_when_they_come_near()
    {
        const string IsRequested =
            "performance.getEntriesByType('resource').some(entry => entry.name.endsWith('?lazy'))";
        await using var tab =
            await pages.OpenAsync(Spacer + Image($"{Source}?lazy", "loading='lazy' width='60' height='44'"));
        await tab.FrameAsync();
        Assert.False(await tab.EvaluateAsync<bool>(IsRequested));
        await tab.EvaluateAsync("scrollTo(0, 5000)");
        await LoadedAsync(tab);
        Assert.True(await tab.EvaluateAsync<bool>(IsRequested));
        Assert.True(await tab.EvaluateAsync<bool>(Painted));
    }

    [Theory<Chromium>]
    [InlineData("no-preference")]
    [InlineData("reduce")]
    public async Task The_beginning_of_a_file_is_shown_while_the_rest_arrives_unless_motion_is_reduced(string motion)
    {
        var (rest, bytes) = (new TaskCompletionSource(), Bytes);
        pages.Slow = async response =>
        {
            await response.OutputStream.WriteAsync(bytes.AsMemory(0, bytes.Length - 100));
            await response.OutputStream.FlushAsync();
            await rest.Task;
            await response.OutputStream.WriteAsync(bytes.AsMemory(bytes.Length - 100));
            response.Close();
        };
        await using var tab =
            await pages.OpenAsync("", prepare: tab => tab.PreferAsync("prefers-reduced-motion", motion));
        await tab.EvaluateAsync(Listen);
        await ShowAsync(tab, Image("/slow.g2d"));
        await tab.WaitAsync($"waitsAfter === {bytes.Length - 100}");
        if (motion == "reduce")
        {
            Assert.Empty(await tab.EvaluateAsync<string[]>("events"));
            Assert.False(await tab.EvaluateAsync<bool>(Painted));
        }
        else
        {
            await tab.WaitAsync(Painted);
            Assert.Equal(["progress"], (await tab.EvaluateAsync<string[]>("events")).Distinct());
            Assert.False(await tab.EvaluateAsync<bool>($"{First}.complete"));
        }

        rest.SetResult();
        await LoadedAsync(tab);
        Assert.Equal("load", (await tab.EvaluateAsync<string[]>("events"))[^1]);
        Assert.True(await tab.EvaluateAsync<bool>(Painted));
    }

    [Theory<Chromium>]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_beginning_of_a_file_stays_visible_if_the_connection_breaks_or_the_file_ends(bool breaks)
    {
        var (shown, bytes) = (new TaskCompletionSource(), Bytes);
        pages.Slow = async response =>
        {
            if (breaks) response.ContentLength64 = bytes.Length;
            await response.OutputStream.WriteAsync(bytes.AsMemory(0, bytes.Length - 100));
            await response.OutputStream.FlushAsync();
            await shown.Task;
            if (breaks) response.Abort();
            else response.Close();
        };
        await using var tab = await pages.OpenAsync("");
        await tab.EvaluateAsync(Listen);
        await ShowAsync(tab, Image("/slow.g2d"));
        await tab.WaitAsync(breaks ? $"waitsAfter === {bytes.Length - 100}" : Painted);
        shown.SetResult();
        await LoadedAsync(tab);
        Assert.True(await tab.EvaluateAsync<bool>($"!{First}.matches(':state(failed)')"));
        Assert.True(await tab.EvaluateAsync<bool>(Painted));
        Assert.NotEqual("", await tab.EvaluateAsync<string>("message"));
    }

    [Theory<Chromium>]
    [InlineData("/missing.g2d", "404")]
    [InlineData("/damaged.g2d", "damaged")]
    public async Task The_alternative_text_takes_the_place_of_files_that_cannot_be_shown(string source, string message)
    {
        await using var tab = await pages.OpenAsync("");
        await tab.EvaluateAsync(Listen);
        await ShowAsync(tab, Image(source, "style='font-size: 16px'"));
        await LoadedAsync(tab);
        Assert.Contains(message, await tab.EvaluateAsync<string>("message"), StringComparison.Ordinal);
        const string Text = $"{First}.shadowRoot.querySelector('.alt')";
        Assert.True(await tab.EvaluateAsync<bool>($"{Text}.offsetHeight > 0 && {Canvas}.offsetHeight === 0"));
        Assert.Equal("A lighthouse", await tab.EvaluateAsync<string>($"{Text}.textContent"));

        // Another source heals it.
        await tab.EvaluateAsync($"{First}.src = '{Source}'");
        await tab.WaitAsync(Painted);
        Assert.True(await tab.EvaluateAsync<bool>($"!{First}.matches(':state(failed)')"));
    }

    [Fact<Chromium>]
    public async Task Files_that_take_too_long_to_draw_are_refused()
    {
        await using var tab = await pages.OpenAsync("");
        await tab.EvaluateAsync(Listen);
        await ShowAsync(tab, Image("/files/crowd.bin"));
        await LoadedAsync(tab);
        Assert.Equal(
            "Each pixel has 1100 Gaussians on average; the limit is 1000.", await tab.EvaluateAsync<string>("message"));
        Assert.True(await tab.EvaluateAsync<bool>($"{First}.matches(':state(failed)')"));
    }

    [Fact<Chromium>]
    public async Task Assistive_technology_sees_an_image_with_a_name_or_nothing_if_the_text_is_empty()
    {
        await using var tab =
            await pages.OpenAsync(Image(Source) + $"<gaussian-image src='{Source}' alt=''></gaussian-image>");
        await LoadedAsync(tab);
        var names = (await tab.CallAsync("Accessibility.getFullAXTree")).GetProperty("nodes").EnumerateArray()
            .Where(node => !node.GetProperty("ignored").GetBoolean() && Value(node, "role") == "image")
            .Select(node => Value(node, "name"));
        Assert.Equal(["A lighthouse"], names);

        static string? Value(JsonElement node, string name) => node.GetProperty(name).GetProperty("value").GetString();
    }

    [Fact<Chromium>]
    public async Task Printing_loads_and_draws_lazy_images_far_below_at_twice_the_pixels()
    {
        await using var tab =
            await pages.OpenAsync(Spacer + Image($"{Source}?print", "loading='lazy' width='60' height='44'"));
        await tab.FrameAsync();
        await tab.EvaluateAsync("dispatchEvent(new Event('beforeprint'))");
        await LoadedAsync(tab);
        await tab.EvaluateAsync("dispatchEvent(new Event('beforeprint'))");
        Assert.Equal(120, await tab.EvaluateAsync<int>($"{Canvas}.width"));
        Assert.True(await tab.EvaluateAsync<bool>(Painted));
        Assert.Contains("/Subtype /Image", Encoding.Latin1.GetString(await tab.PrintAsync()), StringComparison.Ordinal);
    }

    [Fact<Chromium>]
    public async Task Elements_that_move_or_leave_the_page_stop_and_start_again()
    {
        await using var tab = await pages.OpenAsync(Image(Source));
        await tab.EvaluateAsync(
            $"window.element = {First}; element.remove(); document.body.append(element); element.remove()");
        await tab.FrameAsync();
        await tab.EvaluateAsync("document.body.append(element)");
        await LoadedAsync(tab);
        Assert.True(await tab.EvaluateAsync<bool>(Painted));
        Assert.Empty(tab.Errors);
    }

    [Fact<Chromium>]
    public async Task An_element_without_an_address_is_empty_and_values_from_before_its_definition_count()
    {
        await using var tab = await pages.OpenAsync(Image(Source, "width='60' height='44'"));
        await LoadedAsync(tab);
        await tab.EvaluateAsync($"{First}.removeAttribute('src')");
        Assert.False(await tab.EvaluateAsync<bool>(Painted));
        var source = await tab.EvaluateAsync<string?>($$"""
            (async () => {
              const frame = document.createElement('iframe');
              frame.srcdoc = '<gaussian-image></gaussian-image>';
              document.body.append(frame);
              await new Promise(done => frame.onload = done);
              const element = frame.contentDocument.querySelector('gaussian-image');
              element.src = '{{Source}}';
              const script = frame.contentDocument.createElement('script');
              Object.assign(script, { type: 'module', src: '/src/element.js' });
              element.addEventListener('load', () => { window.isLoaded = true; });
              frame.contentDocument.body.append(script);
              await frame.contentWindow.customElements.whenDefined('gaussian-image');
              return Object.hasOwn(element, 'src') ? null : element.getAttribute('src');
            })()
            """);
        Assert.Equal(Source, source);
        await tab.WaitAsync("window.isLoaded");
    }
}
