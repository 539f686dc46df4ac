namespace Stylize.Engine.Tests.Browser;

/// <summary>A tab of the browser. Scripts run in its page.</summary>
internal sealed class Tab : IAsyncDisposable
{
    private const string MarkOld = "window.isOld = true";
    private const string IsLoaded = "!window.isOld && document.readyState === 'complete'";

    /// <summary>Codes of keys without a character.</summary>
    private static readonly Dictionary<string, int> Keys = new()
    {
        ["Tab"] = 9, ["Enter"] = 13, ["Escape"] = 27, ["PageUp"] = 33, ["PageDown"] = 34, ["End"] = 35, ["Home"] = 36,
        ["ArrowLeft"] = 37, ["ArrowUp"] = 38, ["ArrowRight"] = 39, ["ArrowDown"] = 40, ["Delete"] = 46,
    };

    private readonly DevTools _tools;
    private readonly string _target;
    private readonly string _session;
    private readonly List<string> _errors = [];
    private bool _isTouched;

    private Tab(DevTools tools, string target, string session)
    {
        (_tools, _target, _session) = (tools, target, session);
        _tools.Listen(session, Receive);
    }

    /// <summary>Errors of scripts that nothing caught, and what the browser reported about the page except failed
    /// requests.</summary>
    public IReadOnlyList<string> Errors
    {
        get
        {
            lock (_errors)
            {
                return [.. _errors];
            }
        }
    }

    /// <inheritdoc cref="Chromium.OpenAsync"/>
    public static async Task<Tab> OpenAsync(DevTools tools, string context, int width, int height, double ratio)
    {
        var created =
            await tools.CallAsync("Target.createTarget", new { Url = "about:blank", BrowserContextId = context });
        var target = created.GetProperty("targetId").GetString()!;
        var attached = await tools.CallAsync("Target.attachToTarget", new { TargetId = target, Flatten = true });
        var tab = new Tab(tools, target, attached.GetProperty("sessionId").GetString()!);
        await Task.WhenAll(
            tab.CallAsync("Page.enable"), tab.CallAsync("Runtime.enable"), tab.CallAsync("Log.enable"),
            tab.CallAsync("Emulation.setFocusEmulationEnabled", new { Enabled = true }),
            tab.ResizeAsync(width, height, ratio));
        return tab;
    }

    /// <summary>Calls a method of the DevTools protocol on this tab.</summary>
    public Task<JsonElement> CallAsync(string method, object? parameters = null) =>
        _tools.CallAsync(method, parameters, _session);

    /// <summary>Changes the size of the page in CSS pixels, and the pixels of the screen per CSS pixel.</summary>
    public Task ResizeAsync(int width, int height, double ratio = 1) => CallAsync(
        "Emulation.setDeviceMetricsOverride",
        new { Width = width, Height = height, DeviceScaleFactor = ratio, Mobile = false });

    /// <summary>Sets a preference of the user, such as prefers-color-scheme.</summary>
    public Task PreferAsync(string name, string value) =>
        CallAsync("Emulation.setEmulatedMedia", new { Features = new[] { new { Name = name, Value = value } } });

    /// <summary>Runs a script at the start of each page that is opened from now on.</summary>
    public Task StartWithAsync(string script) =>
        CallAsync("Page.addScriptToEvaluateOnNewDocument", new { Source = script });

    /// <summary>Opens an address and waits until the page is loaded.</summary>
    public async Task GoAsync(string address)
    {
        await EvaluateAsync(MarkOld);
        var answer = await CallAsync("Page.navigate", new { Url = address });
        if (answer.TryGetProperty("errorText", out var error)) throw new ScriptException($"{address}: {error}");

        // Without a loader, the address is a place in the same document.
        if (answer.TryGetProperty("loaderId", out _)) await WaitAsync(IsLoaded);
    }

    public async Task ReloadAsync()
    {
        await EvaluateAsync(MarkOld);
        await CallAsync("Page.reload");
        await WaitAsync(IsLoaded);
    }

    /// <summary>Runs an expression and returns its value, or that of its promise.</summary>
    public async Task<T> EvaluateAsync<T>(string expression) => (await RunAsync(expression))!.Value.Deserialize<T>()!;

    /// <summary>Runs a script, and waits if it returns a promise.</summary>
    public Task EvaluateAsync(string script) => RunAsync(script);

    /// <summary>Waits until an expression is true, which is tested before each frame.</summary>
    public Task WaitAsync(string condition) => RetryAsync<bool>(condition, async () =>
    {
        await EvaluateAsync($$"""
            new Promise((done, fail) => {
              const end = performance.now() + {{Patience.TotalMilliseconds}};
              const test = () => {
                let error = '';
                try {
                  if ({{condition}}) return done();
                } catch (thrown) {
                  error = ` (${thrown})`;
                }
                if (performance.now() > end) fail(new Error({{JsonSerializer.Serialize("Never true: " + condition)}} + error));
                else requestAnimationFrame(test);
              };
              test();
            })
            """);
        return true;
    });

    /// <summary>Tries an action in each frame until it returns a value other than null, also if the page is replaced
    /// meanwhile.</summary>
    /// <param name="name">Describes the action in the message of a failure.</param>
    public async Task<T> RetryAsync<T>(string name, Func<Task<T?>> action)
        where T : struct
    {
        DevToolsException? last = null;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Patience;)
        {
            try
            {
                if (await action() is { } value) return value;

                await FrameAsync();
            }
            catch (DevToolsException failure)
            {
                last = failure;
            }
        }

        throw new TimeoutException($"Never ready: {name}", last);
    }

    /// <summary>Waits until the page has drawn its changes.</summary>
    public Task FrameAsync() =>
        EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");

    /// <summary>The first element that a selector matches.</summary>
    public Element this[string selector] => new(this, selector, async () => Id(await CallAsync(
        "Runtime.evaluate", new { Expression = $"document.querySelector({JsonSerializer.Serialize(selector)})" })));

    /// <summary>The first element that has a role and a name for assistive technology.</summary>
    public Element ByRole(string role, string name) => new(this, $"{role} '{name}'", async () =>
    {
        var document = Id(await CallAsync("Runtime.evaluate", new { Expression = "document" }));
        var found = await CallAsync(
            "Accessibility.queryAXTree", new { ObjectId = document, Role = role, AccessibleName = name });
        var node = found.GetProperty("nodes").EnumerateArray()
            .FirstOrDefault(node => !node.GetProperty("ignored").GetBoolean());
        if (node.ValueKind == JsonValueKind.Undefined) return null;

        var element =
            await CallAsync("DOM.resolveNode", new { BackendNodeId = node.GetProperty("backendDOMNodeId").GetInt32() });
        return element.GetProperty("object").GetProperty("objectId").GetString();
    });

    /// <summary>Calls a function on an object of the page, and returns its value, or that of its promise; null for
    /// undefined.</summary>
    /// <param name="id">Identifier of the object, which is `this` in the function.</param>
    public async Task<JsonElement?> CallOnAsync(string id, string function, params object?[] arguments) =>
        Value(await CallAsync(
            "Runtime.callFunctionOn", new
            {
                ObjectId = id, FunctionDeclaration = function,
                Arguments = arguments.Select(argument => new { Value = argument }),
                AwaitPromise = true, ReturnByValue = true,
            }));

    /// <summary>Presses a key: a character, a name of UI Events such as Enter, or one of these after
    /// Control+.</summary>
    public async Task PressAsync(string key)
    {
        var (name, modifiers) = key.StartsWith("Control+", StringComparison.Ordinal) ? (key[8..], 2) : (key, 0);
        var text = modifiers > 0 ? null : name == "Enter" ? "\r" : name.Length == 1 ? name : null;
        var code = Keys.TryGetValue(name, out var known) ? known : char.ToUpperInvariant(name.Single());
        await CallAsync("Input.dispatchKeyEvent", new
        {
            Type = text is null ? "rawKeyDown" : "keyDown", Key = name, Text = text, Modifiers = modifiers,
            WindowsVirtualKeyCode = code,
        });
        await CallAsync("Input.dispatchKeyEvent", new
        {
            Type = "keyUp", Key = name, Modifiers = modifiers, WindowsVirtualKeyCode = code,
        });
    }

    /// <summary>Presses the keys of a text.</summary>
    public async Task TypeAsync(string text)
    {
        foreach (var letter in text)
        {
            await PressAsync(letter.ToString());
        }
    }

    /// <summary>Emulates a screen that a finger touches in place of clicks.</summary>
    public Task TouchAsync()
    {
        _isTouched = true;
        return CallAsync("Emulation.setTouchEmulationEnabled", new { Enabled = true, MaxTouchPoints = 2 });
    }

    /// <summary>Clicks or touches a point in CSS pixels of the window.</summary>
    public async Task ClickAsync(double x, double y)
    {
        if (_isTouched)
        {
            object[] points = [new { X = x, Y = y }];
            await CallAsync("Input.dispatchTouchEvent", new { Type = "touchStart", TouchPoints = points });
            await CallAsync("Input.dispatchTouchEvent", new { Type = "touchEnd", TouchPoints = points[1..] });
            return;
        }

        foreach (var type in new[] { "mouseMoved", "mousePressed", "mouseReleased" })
        {
            var button = type == "mouseMoved" ? "none" : "left";
            await CallAsync(
                "Input.dispatchMouseEvent", new { Type = type, X = x, Y = y, Button = button, ClickCount = 1 });
        }
    }

    /// <summary>Returns the page as it is on screen, as PNG.</summary>
    public Task<byte[]> PictureAsync() => BytesAsync("Page.captureScreenshot", new { Format = "png" });

    /// <summary>Prints the page and returns the PDF.</summary>
    public Task<byte[]> PrintAsync() =>
        BytesAsync("Page.printToPDF", new { PrintBackground = true, PreferCSSPageSize = true });

    public async ValueTask DisposeAsync() => await _tools.CallAsync("Target.closeTarget", new { TargetId = _target });

    private async Task<byte[]> BytesAsync(string method, object parameters) =>
        (await CallAsync(method, parameters)).GetProperty("data").GetBytesFromBase64();

    private async Task<JsonElement?> RunAsync(string script) =>
        Value(await CallAsync(
            "Runtime.evaluate", new { Expression = script, AwaitPromise = true, ReturnByValue = true }));

    private static string? Id(JsonElement answer) =>
        answer.GetProperty("result").TryGetProperty("objectId", out var id) ? id.GetString() : null;

    private static JsonElement? Value(JsonElement answer)
    {
        if (answer.TryGetProperty("exceptionDetails", out var error)) throw new ScriptException(Text(error));

        return answer.GetProperty("result").TryGetProperty("value", out var value) ? value : null;
    }

    private static string Text(JsonElement error) =>
        error.TryGetProperty("exception", out var thrown) && thrown.TryGetProperty("description", out var description)
            ? description.GetString()!
            : error.GetProperty("text").GetString()!;

    private void Receive(string name, JsonElement parameters)
    {
        switch (name)
        {
            case "Runtime.exceptionThrown":
                Add(Text(parameters.GetProperty("exceptionDetails")));
                break;
            case "Log.entryAdded" when parameters.GetProperty("entry") is var entry
                && entry.GetProperty("level").GetString() == "error"
                && entry.GetProperty("source").GetString() != "network":
                Add(entry.GetProperty("text").GetString()!);
                break;
            case "Inspector.targetCrashed":
                Add("The page crashed.");
                break;
        }
    }

    private void Add(string error)
    {
        lock (_errors)
        {
            _errors.Add(error);
        }
    }
}

/// <summary>An error of a script, or of a page that cannot be opened.</summary>
internal sealed class ScriptException(string message) : Exception(message);
