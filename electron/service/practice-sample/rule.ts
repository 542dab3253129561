/** The sample rule, as it is written into the practice folder. */

export const sampleRuleId = 'thank-you';

export const sampleRule = `# A sample rule. Change it as you like: Rulepost reads it again at the next start of practice.
id: thank-you
name: Thank you for your order
kind: service
consentBasis: Customers who have ordered with us

when:
  trigger: new-row
  file: orders.csv
  key: order
  existingRows: send
  gatherSeconds: 0

who:
  recipient: email
  oncePer: person
  conditions:
    - { field: status, operator: is, value: paid }
    - { field: total, operator: at-least, value: 20 }

what:
  subject: "Thank you for your order, {{ first_name }}"
  preheader: "Your {{ product }} is on its way."
  html: |
    <html>
      <body style="font-family: sans-serif; color: #222">
        <p>Dear {{ first_name }},</p>
        <p>thank you for order {{ order }}. Your {{ product }} leaves our workshop this week.</p>
        <p>If anything is not as you hoped, just answer this mail.</p>
        <p>The workshop</p>
      </body>
    </html>

safeguards:
  approveAbove: 100
`;
