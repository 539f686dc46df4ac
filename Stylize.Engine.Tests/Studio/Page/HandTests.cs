using Stylize.Engine.Tests.Browser;
using Stylize.Engine.Tests.Segmentation;

namespace Stylize.Engine.Tests.Studio.Page;

/// <summary>What a hand does: opens a picture by its dialog, goes back, moves a handle, takes colors.</summary>
[Collection(SharedStudioCollection.Name)]
public sealed class HandTests(SharedStudio studio, Chromium chromium)
{
    [Theory<Chromium>]
    [InlineData(390, 844)]
    [InlineData(1280, 800)]
    public async Task A_picture_that_is_opened_closes_the_menu_and_is_the_current_one_in_it(int width, int height)
    {
        using var folder = new CliFolder();
        SharedStudio.DrawPhotograph(folder);
        File.Move(folder["in/photo.jpg"], folder[$"own{width}.jpg"]);
        await using var opened = await studio.OpenFullAsync("pixel-art/Default/photo.jpg", width, height);
        var tab = opened.Tab;
        await opened.OpenPictureAsync(folder[$"own{width}.jpg"]);
        await opened.WaitForFullAsync();
        Assert.False(await tab["#inputs"].ReadAsync<bool>("this.matches(':popover-open')"));
        Assert.Equal($"Opened own{width}.jpg.", await tab["#announcement"].TextAsync());
        await tab["#input"].ClickAsync();
        await tab["#inputs [aria-current=true]"].WaitForTextAsync($"own{width}.jpg");
        opened.RequireNoErrors();
    }

    [Fact<Chromium>]
    public async Task A_broken_picture_shows_its_error_and_nothing_of_another_one()
    {
        using var folder = new CliFolder();
        SharedStudio.DrawPhotograph(folder);
        var whole = await File.ReadAllBytesAsync(folder["in/photo.jpg"]);
        await File.WriteAllBytesAsync(folder["cut.jpg"], whole[..(whole.Length / 3)]);
        await using var opened = await studio.OpenFullAsync("pixel-art/Default/photo.jpg");
        var tab = opened.Tab;
        await opened.OpenPictureAsync(folder["cut.jpg"]);
        await tab["#message"].WaitForTextAsync("'cut.jpg' cannot be decoded");
        Assert.True(await tab["#picture"].ReadAsync<bool>(
            "this.getContext('2d').getImageData(0, 0, this.width, this.height).data.every(value => value === 0)"));
        Assert.False(await tab["#input-thumb"].ReadAsync<bool>("this.hasAttribute('src')"));
        Assert.True(await tab["#colors"].ReadAsync<bool>("this.hidden"));
        Assert.DoesNotContain("cut.jpg", await tab["#announcement"].TextAsync(), StringComparison.Ordinal);
    }

    [Fact<Chromium>]
    public async Task The_page_says_that_the_picture_of_an_address_is_not_open()
    {
        await using var opened = await studio.OpenAsync("pixel-art/Default/gone.jpg?Width=30");
        await opened.WaitForFullAsync();
        await opened.Tab["#message"].WaitForTextAsync("gone.jpg is not open.");
        await opened.Tab.EvaluateAsync("location.hash = 'pixel-art/Default/photo.jpg?Width=31'");
        await opened.Tab["#message"].WaitAsync("this.hidden");
        await opened.Tab.EvaluateAsync("location.hash = 'pixel-art/Default/lost.jpg?Width=31'");
        await opened.Tab["#message"].WaitForTextAsync("lost.jpg is not open.");
        opened.RequireNoErrors();
    }

    [Fact<Chromium>]
    public async Task A_tile_opens_with_an_operation_that_measures_it()
    {
        using var folder = new CliFolder();
        using (var image = new Raster<ushort>(64, 48))
        {
            image[20, 20] = 9000;
            TestPlate.Save(image, folder["own.tif"]);
        }

        await using var opened = await studio.OpenFullAsync("pixel-art/Default/photo.jpg");
        await opened.OpenPictureAsync(folder["own.tif"]);
        Assert.Matches("^#(segment|regions)/", await opened.HashAsync());

        using var own = new StudioProcess(chromium, started =>
        {
            started.File("in/none.txt", "");
            File.Copy(folder["own.tif"], started["in/own.tif"]);
        });
        await using var first = await own.OpenAsync("");
        Assert.Matches("^#(segment|regions)/", await first.HashAsync());
    }

    /// <summary>For all handles: one step to the right of "auto" is a little more than what the picture has.</summary>
    [Theory<Chromium>]
    [InlineData("pixel-art/Default/photo.jpg")]
    [InlineData("dot-art/Default/photo.jpg")]
    [InlineData("trace/Default/photo.jpg")]
    [InlineData("gaussian encode/Draft/photo.jpg")]
    public async Task An_automatic_handle_moves_from_the_number_in_use(string hash)
    {
        await using var opened = await studio.OpenFullAsync(hash);
        var tab = opened.Tab;
        await tab.EvaluateAsync("document.querySelectorAll('details').forEach(group => { group.open = true; })");
        var names = await tab.EvaluateAsync<string[]>("""
            [...document.querySelectorAll('.option:has(:enabled.auto)')].map(option => option.dataset.name).filter(name => {
              const { placeholder, max } = document.getElementById('option-' + name);
              return /^[\d,.]+$/.test(placeholder) && Number(placeholder.replaceAll(',', '')) < Number(max);
            })
            """);
        Assert.NotEmpty(names);
        foreach (var name in names)
        {
            var field = tab[$"#option-{name}"];
            var used = double.Parse(
                (await field.ReadAsync<string>("this.placeholder")).Replace(",", "", StringComparison.Ordinal),
                CultureInfo.InvariantCulture);
            await tab[$"[data-name={name}] input[type=range]"].PressAsync("ArrowRight");
            var moved = await field.ReadAsync<double>("Number(this.value)");
            Assert.True(moved > used && moved <= (1.3 * used) + 2, $"{name} moved from {used} to {moved}.");
            await tab.PressAsync("Control+z");
            await opened.WaitForFullAsync();
        }

        opened.RequireNoErrors();
    }

    [Fact<Chromium>]
    public async Task A_found_color_is_copied_locked_changed_and_merged_and_the_line_gives_the_picture()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The line is run by /bin/sh.");
        await using var opened = await studio.OpenFullAsync("pixel-art/Default/photo.jpg?Width=30&Colors=6");
        var tab = opened.Tab;
        await tab["#copy-colors"].ClickAsync();
        await tab["#announcement"].WaitForTextAsync("6 colors were copied.");
        var colors = (await tab.EvaluateAsync<string>("navigator.clipboard.readText()")).Split(", ");
        Assert.Equal(6, colors.Length);

        await ChooseAsync("Lock");
        Assert.Contains($"LockedColor={Uri.EscapeDataString(colors[0])}", await opened.HashAsync());
        await ChooseAsync("Unlock", colors[0] + ", locked");
        await ChooseAsync("Merge with the nearest");
        Assert.Equal("5 colors", await tab["#colors-title"].TextAsync());

        var file = opened.Studio.Folder.File("six.gpl", "GIMP Palette\nName: six\n#\n26 28 44\tink\n255 205 117\n");
        await tab["#palette-file"].ChooseFileAsync(file);
        await tab["#line"].WaitForTextAsync("#1a1c2c,#ffcd75");
        await opened.WaitForFullAsync();
        var made = opened.Studio.Run(await opened.CopyLineAsync());
        Assert.Equal(await opened.ResultAsync(), await File.ReadAllBytesAsync(made.Single()));
        File.Delete(made.Single());
        opened.RequireNoErrors();

        async Task ChooseAsync(string action, string? name = null)
        {
            await tab.ByRole("button", name ?? colors[0]).ClickAsync();
            await tab.ByRole("button", action).ClickAsync();
            await opened.WaitForFullAsync();
        }
    }

    [Fact<Chromium>]
    public async Task A_pinned_result_is_compared_with_another_and_both_have_their_size()
    {
        await using var opened = await studio.OpenFullAsync("pixel-art/Default/photo.jpg?Width=30");
        var tab = opened.Tab;
        await tab["#pin"].ClickAsync();
        await tab["#divider"].WaitAsync();
        var size = await tab["#file"].TextAsync();
        await tab["#option-Width"].FillAsync("90");
        await tab["#option-Width"].PressAsync("Enter");
        await tab.WaitAsync("location.hash.endsWith('Width=90')");
        await opened.WaitForFullAsync();
        Assert.Equal($"Pinned, {size}", await tab["#tag-before"].TextAsync());
        Assert.Equal($"Now, {await tab["#file"].TextAsync()}", await tab["#tag-after"].TextAsync());
        await tab["#copy-picture"].ClickAsync();
        await tab["#announcement"].WaitForTextAsync("The picture was copied.");
        Assert.Equal("image/png", await tab.EvaluateAsync<string>(
            "navigator.clipboard.read().then(([item]) => item.types.join())"));
        await tab["#pin"].ClickAsync();
        await tab["#tag-before"].WaitAsync("this.textContent === 'Original'");
        opened.RequireNoErrors();
    }

    [Fact<Chromium>]
    public async Task A_pen_is_hidden_and_the_plot_is_drawn_in_its_order()
    {
        await using var opened = await studio.OpenFullAsync(
            "dot-art/Default/photo.jpg?PaperSize=A5&Pen=CMYK&DotCount=300");
        var tab = opened.Tab;
        await tab["#pens"].WaitForTextAsync("Magenta");
        await tab["#plot-at"].PressAsync("End");
        var whole = await opened.PictureAsync();
        await tab["#layers label:last-child input"].ClickAsync();
        Assert.NotEqual(whole, await opened.PictureAsync());
        await tab["#plot-at"].PressAsync("Home");
        var paper = await opened.PictureAsync();
        Assert.Matches("^0 ms of ", await tab["#plot-time"].TextAsync());
        await tab["#plot"].ClickAsync();
        await tab["#plot-at"].WaitAsync("this.value > 0.1");
        await tab["#plot"].ClickAsync();
        Assert.NotEqual(paper, await opened.PictureAsync());
        opened.RequireNoErrors();
    }

    [Fact<Chromium>]
    public async Task Long_work_shows_its_share_and_the_time_that_is_left_and_stops()
    {
        await using var opened = await studio.OpenAsync("gaussian encode/Default/photo.jpg?Count=20000");
        var tab = opened.Tab;
        await tab["#refine"].ClickAsync();
        await tab["#progress"].WaitAsync(@"/^\d+%, [\d.]+ (s|min) left$/.test(this.textContent)");
        await tab["#stop"].ClickAsync();
        await tab["#level"].WaitForTextAsync("Draft");
        Assert.Equal("", await tab["#progress"].TextAsync());
        opened.RequireNoErrors();
    }

    [Fact<Chromium>]
    public async Task Back_and_forward_walk_through_choices_undo_outlives_a_reload_and_Copy_is_near()
    {
        await using var opened = await studio.OpenFullAsync("pixel-art/Default/photo.jpg");
        var tab = opened.Tab;
        foreach (var name in new[] { "Width", "Colors" })
        {
            await tab[$"#option-{name}"].FillAsync("40");
            await tab[$"#option-{name}"].PressAsync("Enter");
            await tab.WaitAsync($"location.hash.endsWith('{name}=40')");
        }

        await tab.EvaluateAsync("history.back()");
        await tab["#option-Colors"].WaitAsync("this.value === ''");
        await tab.EvaluateAsync("history.forward()");
        await tab["#option-Colors"].WaitAsync("this.value === '40'");
        await tab.ReloadAsync();
        await opened.WaitForFullAsync();
        await tab.PressAsync("Control+z");
        Assert.EndsWith("Width=40", await opened.HashAsync());

        await tab.ReloadAsync();
        await opened.WaitForFullAsync();
        var stops = 0;
        do
        {
            await tab.PressAsync("Tab");
        }
        while (++stops < 20 && await tab.EvaluateAsync<string>("document.activeElement.id") != "copy");
        Assert.InRange(stops, 1, 10);
        opened.RequireNoErrors();
    }
}
