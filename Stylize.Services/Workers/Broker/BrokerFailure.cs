using System.Net.Sockets;
using RabbitMQ.Client.Exceptions;

namespace Stylize.Workers.Broker;

/// <summary>Converts exceptions of the client library to <see cref="StylizeException"/>. Messages never contain a
/// password.</summary>
internal static class BrokerFailure
{
    private const string NoAnswer = nameof(NoAnswer);

    public static StylizeException From(BrokerAddress broker, Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case StylizeException known:
                    return known;
                case AuthenticationFailureException or PossibleAuthenticationFailureException:
                    return Failure(broker, "rejected the login",
                        "Check the user name, the password and the permissions on the virtual host.", exception);
                case System.Security.Authentication.AuthenticationException:
                    return Failure(broker, $"has no trusted certificate: {inner.Message}",
                        TrustedAuthorities.Advice(
                            "Check the host name and the certificate authority (ca)."), exception);
                case OperationInterruptedException { ShutdownReason: { } reason } interrupted:
                    return Failure(broker, $"rejected the request: {reason.ReplyText}",
                        IsDown(interrupted)
                            ? "Wait until the broker has started. If it has lost the queue, delete the queue on it."
                        : "Check the permissions on the virtual host.", exception);
            }
        }

        return Failure(
            broker, $"does not answer: {Innermost(exception).Message}",
            "Check the address and whether the broker is running.", exception, NoAnswer);
    }

    /// <summary>True if trying again does not help: the broker answers, and rejects the login or the request.</summary>
    public static bool IsFinal(StylizeException failure) => failure.Cause != NoAnswer;

    public static StylizeException NoBatch(BrokerAddress broker, string id) => new(
        StylizeError.OptionInvalid, null, $"The batch '{id}' does not exist on '{broker.Name}'.",
        "To list all batches, use 'stylize batches' or Watch-StylizeBatch -List.");

    /// <summary>True if the broker ended a connection before it was open.</summary>
    public static bool IsReset(Exception exception) =>
        Innermost(exception) is SocketException { SocketErrorCode: SocketError.ConnectionReset }
            or EndOfStreamException;

    /// <summary>True if the broker has a queue, but has not started it yet, or has lost it.</summary>
    public static bool IsDown(OperationInterruptedException exception) =>
        exception.ShutdownReason is { ReplyCode: Constants.NotFound } reason
        && reason.ReplyText.Contains("inaccessible", StringComparison.Ordinal);

    private static StylizeException Failure(
        BrokerAddress broker, string what, string advice, Exception inner, string? cause = null) =>
        new(StylizeError.DependencyMissing, broker.Name, $"The broker '{broker.Name}' {what.TrimEnd('.')}.",
            advice, inner)
        {
            Cause = cause,
        };

    private static Exception Innermost(Exception exception) =>
        exception.InnerException is { } inner ? Innermost(inner) : exception;
}

/// <summary>Distinguishes a lost connection, after which the caller reconnects, from other errors.</summary>
internal static class BrokerLoss
{
    /// <summary>True for exceptions that result from a closed connection or channel, or from a broker that does not
    /// answer.</summary>
    /// <param name="isClosed">True if the connection was already closed when the exception was caught.</param>
    public static bool Is(bool isClosed, Exception exception) => exception switch
    {
        PublishException { IsReturn: true } => false,
        RabbitMQClientException or SocketException or IOException or TimeoutException => true,
        OperationCanceledException => true, // timeout of the client, or end of the connection
        InvalidOperationException => isClosed, // used after the end of the connection
        _ => false,
    };

    /// <summary>True if no queue accepted a message because the queue was deleted.</summary>
    public static bool IsMissingQueue(Exception exception) => exception is PublishException { IsReturn: true };
}
