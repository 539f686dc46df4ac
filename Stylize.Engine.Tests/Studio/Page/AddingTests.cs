using Stylize.Engine.Tests.Browser;

namespace Stylize.Engine.Tests.Studio.Page;

/// <summary>Pictures that the user drops or pastes, and the path that the page offers to save to.</summary>
[Collection(SharedStudioCollection.Name)]
public sealed class AddingTests(SharedStudio studio)
{
    /// <summary>A function that sends a file to the page as a drop or a paste does.</summary>
    private const string Send = """
        async (kind, name, content) => {
          const data = new DataTransfer();
          const picture = new OffscreenCanvas(60, 40), pen = picture.getContext('2d');
          pen.fillStyle = 'teal';
          pen.fillRect(10, 10, 30, 20);
          data.items.add(new File([content ?? await picture.convertToBlob()], name));
          const settings = { bubbles: true, cancelable: true, dataTransfer: data, clipboardData: data };
          document.body.dispatchEvent(kind === 'paste' ? new ClipboardEvent(kind, settings) : new DragEvent(kind, settings));
        }
        """;

    [Theory<Chromium>]
    [InlineData("drop", "dropped.png")]
    [InlineData("paste", "image.png")]
    public async Task A_dropped_or_pasted_picture_becomes_the_input(string kind, string name)
    {
        await using var opened = await studio.OpenFullAsync("pixel-art/Default/photo.jpg?Colors=6");
        var tab = opened.Tab;
        if (kind == "drop")
        {
            await tab.EvaluateAsync($"({Send})('dragover', '{name}')");
            await tab["#drop"].WaitAsync();
        }

        await tab.EvaluateAsync($"({Send})('{kind}', '{name}')");
        await tab["#input-name"].WaitForTextAsync(name);
        await tab["#line"].WaitForTextAsync($"stylize pixel-art {name} --colors 6");
        await tab["#line-note"].WaitForTextAsync(name);
        Assert.True(await tab["#drop"].ReadAsync<bool>("this.hidden"));
        await opened.WaitForFullAsync();
        await tab.ReloadAsync();
        await opened.WaitForFullAsync();
        Assert.Equal(name, await tab["#input-name"].TextAsync());
        opened.RequireNoErrors();
    }

    [Fact<Chromium>]
    public async Task A_file_that_is_not_a_picture_is_refused_with_its_name()
    {
        await using var opened = await studio.OpenFullAsync("pixel-art/Default/photo.jpg");
        await opened.Tab.EvaluateAsync($"({Send})('drop', 'notes.txt', 'Not a picture.')");
        await opened.Tab["#message"].WaitForTextAsync("'notes.txt'");
        Assert.Equal("photo.jpg", await opened.Tab["#input-name"].TextAsync());
        opened.RequireNoErrors();
    }

    [Fact<Chromium>]
    public async Task Text_that_is_pasted_into_a_field_stays_text()
    {
        await using var opened = await studio.OpenFullAsync("pixel-art/Default/photo.jpg");
        var isTaken = await opened.Tab["#search"].ReadAsync<bool>("""
            (() => {
              const data = new DataTransfer();
              data.setData('text/plain', 'dither');
              return !this.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data }));
            })()
            """);
        Assert.False(isTaken);
    }

    [Theory<Chromium>]
    [InlineData("pixel-art/Default/photo.jpg", "in/photo.pixelart.png")]
    [InlineData("dot-art/Default/photo.jpg?Format=Pdf", "in/photo.dots.pdf")]
    [InlineData("trace/Default/photo.jpg", "in/photo.traced.svg")]
    [InlineData("gaussian encode/Draft/photo.jpg?Count=100", "in/photo.g2d")]
    public async Task Saving_offers_the_name_that_the_command_gives_in_the_folder_of_the_input(string hash, string path)
    {
        await using var opened = await studio.OpenFullAsync(hash);
        await opened.Tab["#line"].WaitForTextAsync("stylize");
        await opened.Tab["#show-save-picture"].ClickAsync();
        Assert.Equal(path, await opened.Tab["#save-name"].ReadAsync<string>("this.value"));
        opened.RequireNoErrors();
    }

    /// <summary>Between the dots, a drawing with pens is transparent.</summary>
    [Theory<Chromium>]
    [InlineData("dot-art/Default/photo.jpg?PaperSize=A4&Pen=0.5mm,black", 297d / 210)]
    [InlineData("trace/Default/photo.jpg?PaperSize=100x100mm", 1)]
    public async Task A_drawing_lies_on_white_paper_of_its_size(string hash, double shape)
    {
        await using var opened = await studio.OpenFullAsync(hash);
        await opened.PictureAsync();
        var sheet = await opened.Tab["#picture"].ReadAsync<double[]>("""
            (() => {
              const { data, width, height } = this.getContext('2d').getImageData(0, 0, this.width, this.height);
              const isWhite = (x, y) => data.slice(4 * (y * width + x), 4 * (y * width + x) + 4).every(value => value === 255);
              const middle = height >> 1, left = [...Array(width).keys()].find(x => isWhite(x, middle));
              let [top, bottom] = [middle, middle];
              while (top > 0 && isWhite(left + 3, top - 1)) top--;
              while (bottom < height - 1 && isWhite(left + 3, bottom + 1)) bottom++;
              return [width - 2 * left, bottom - top + 1];
            })()
            """);
        Assert.InRange(sheet[0] / sheet[1], shape * 0.98, shape * 1.02);
        opened.RequireNoErrors();
    }
}
