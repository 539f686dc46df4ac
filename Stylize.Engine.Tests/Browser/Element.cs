namespace Stylize.Engine.Tests.Browser;

/// <summary>An element of a page, which is looked up for each use. Each use waits until the element is ready for
/// it.</summary>
/// <param name="name">Describes the element in messages.</param>
/// <param name="find">Returns the identifier of the element; null if it does not exist.</param>
internal sealed class Element(Tab tab, string name, Func<Task<string?>> find)
{
    private const string Ready =
        "if (!this.checkVisibility({ visibilityProperty: true }) || this.matches(':disabled')) return;";

    /// <summary>Returns the value of an expression about the element, which is `this`, as soon as it is not
    /// undefined.</summary>
    public Task<T> ReadAsync<T>(string expression) => CallAsync<T>($"function () {{ return {expression}; }}");

    /// <summary>Waits until an expression about the element, which is `this`, is true.</summary>
    public Task WaitAsync(string condition) => ReadAsync<bool>($"({condition}) || undefined");

    /// <summary>Waits until the element is visible.</summary>
    public Task WaitAsync() => CallAsync<bool>($"function () {{ {Ready} return true; }}");

    /// <summary>Waits until the element is visible and contains a text.</summary>
    public Task WaitForTextAsync(string text) =>
        CallAsync<bool>($"function (text) {{ {Ready} return this.textContent.includes(text) || undefined; }}", text);

    /// <summary>Returns the text of the element and of all elements in it.</summary>
    public Task<string> TextAsync() => ReadAsync<string>("this.textContent");

    /// <summary>Moves the focus to the element.</summary>
    public Task FocusAsync() =>
        CallAsync<bool>(
            $"function () {{ {Ready} this.focus(); return document.activeElement === this || undefined; }}");

    /// <summary>Presses a key while the element has the focus.</summary>
    public async Task PressAsync(string key)
    {
        await FocusAsync();
        await tab.PressAsync(key);
    }

    /// <summary>Clicks the middle of the element, when the element no longer moves and nothing is in front of
    /// it.</summary>
    public async Task ClickAsync()
    {
        var point = await CallAsync<double[]>($$"""
            async function () {
              {{Ready}}
              this.scrollIntoViewIfNeeded();
              const box = this.getBoundingClientRect();
              await new Promise(requestAnimationFrame);
              const { left, top, width, height } = this.getBoundingClientRect(), [x, y] = [left + width / 2, top + height / 2];
              const at = document.elementFromPoint(x, y);
              const isFront = this.contains(at) || at?.closest('label')?.control === this;
              return isFront && left === box.left && top === box.top ? [x, y] : undefined;
            }
            """);
        await tab.ClickAsync(point[0], point[1]);
    }

    /// <summary>Clicks a box, a switch or a radio button, which must become checked.</summary>
    public async Task CheckAsync()
    {
        await ClickAsync();
        await WaitAsync("this.checked");
    }

    /// <summary>Types text in place of the text of a field.</summary>
    public async Task FillAsync(string text)
    {
        await FocusAsync();
        await CallAsync<bool>("function () { this.select(); return true; }");
        await (text.Length > 0 ? tab.CallAsync("Input.insertText", new { Text = text }) : tab.PressAsync("Delete"));
    }

    /// <summary>Chooses files in the dialog of an input for files.</summary>
    public async Task ChooseFileAsync(params string[] paths) => await tab.CallAsync(
        "DOM.setFileInputFiles", new { Files = paths, ObjectId = await find() });

    /// <summary>Opens a list by a click or a touch, and chooses the option of a value by arrow keys and Enter.
    /// </summary>
    public async Task SelectAsync(string value)
    {
        var steps = await CallAsync<int>("""
            function (value) {
              const at = [...this.options].findIndex(option => option.value === value);
              return at < 0 ? undefined : at - this.selectedIndex;
            }
            """, value);
        await ClickAsync();
        for (var i = 0; i < Math.Abs(steps); i++)
        {
            await tab.PressAsync(steps > 0 ? "ArrowDown" : "ArrowUp");
        }

        await tab.PressAsync("Enter");
        await CallAsync<bool>("function (value) { return this.value === value || undefined; }", value);
    }

    private async Task<T> CallAsync<T>(string function, params object?[] arguments) => (await tab.RetryAsync(
        $"{name}: {function}",
        async () => await find() is { } id ? await tab.CallOnAsync(id, function, arguments) : null)).Deserialize<T>()!;
}
